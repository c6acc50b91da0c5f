using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;
using QuantGen.Plan;

namespace QuantGen.Compiler.Operators.Shape;

/// <summary>
/// The input of an operator that moves elements, as it already lies in memory: in 8 bits for an integer node, channels-last where it was
/// computed so. Moving bytes in place of converting them first is what such operators have to gain.
/// </summary>
/// <param name="Operand">The memory.</param>
/// <param name="Axes">The ONNX axis of each physical axis, outermost first.</param>
internal sealed record MovedTensor(Operand Operand, int[] Axes)
{
    public Form Form => Operand.Form;

    /// <summary>The first input of a node, in the form that it has.</summary>
    public static MovedTensor Read(Node node, LoweringContext context)
    {
        var primary = context.Primary(node.Input(0)).Form;
        return Read(node, context, context.IsInteger(node) ? primary.Storage : Storage.Native);
    }

    /// <summary>The first input of a node in its ONNX element type: for what cannot be done on padded rows of bytes.</summary>
    public static MovedTensor ReadNative(Node node, LoweringContext context)
    {
        return Read(node, context, Storage.Native);
    }

    /// <summary>One number per ONNX axis, in the order of the physical axes.</summary>
    public T[] InMemoryOrder<T>(IReadOnlyList<T> perAxis)
    {
        return Array.ConvertAll(Axes, axis => perAxis[axis]);
    }

    /// <summary>The physical axes of a tensor of some rank, as ONNX axes.</summary>
    public static int[] AxesOf(int rank, Layout layout)
    {
        return layout is Layout.ChannelsLastLayout ? [0, .. Enumerable.Range(2, rank - 2), 1] : [.. Enumerable.Range(0, rank)];
    }

    private static MovedTensor Read(Node node, LoweringContext context, Storage storage)
    {
        var input = node.Input(0);
        var layout = context.Primary(input).Form.Layout is Layout.ChannelsLastLayout ? Layout.ChannelsLast : Layout.Plain;
        return new MovedTensor(context.Read(input, new Form(storage, layout)), AxesOf(input.Rank, layout));
    }
}
