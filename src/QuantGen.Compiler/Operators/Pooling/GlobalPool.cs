using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;
using QuantGen.Kernels;
using QuantGen.Plan;

namespace QuantGen.Compiler.Operators.Pooling;

/// <summary>Pooling over all positions of a channel: [N, C, spatial...] to [N, C, 1...].</summary>
internal abstract class GlobalPool : OperatorDefinition
{
    /// <summary>What it does.</summary>
    protected abstract string Title { get; }

    /// <summary>The method of <see cref="FloatPooling"/>, for channels-last inputs.</summary>
    protected abstract string Kernel { get; }

    /// <summary>The method of <see cref="Kernels.Reduction"/>, for plain inputs.</summary>
    protected abstract string PlainKernel { get; }

    /// <summary>Appends the call on 8-bit tensors.</summary>
    protected abstract void LowerToInteger(Node node, LoweringContext context, Operand input, Operand output);

    public override void Infer(Node node)
    {
        node.RequireTypes(ElementType.Float32);
        var input = node.Input(0);
        if (input.Rank < 3)
        {
            throw new InvalidNodeException($"its input has rank {input.Rank} and no spatial axis");
        }

        node.SetOutput(0, input.Type, [.. input.Dimensions.Take(2), .. Enumerable.Repeat(Dimension.One, input.Rank - 2)]);
    }

    public override bool KeepsRowsApart(Node node)
    {
        return true;
    }

    public override void Lower(Node node, LoweringContext context)
    {
        var input = node.Input(0);
        if (context.IsInteger(node))
        {
            LowerToInteger(node, context, context.Read(input, Form.QuantizedChannelsLast), context.Define(node.Output, Form.QuantizedChannelsLast));
            return;
        }

        if (context.Primary(input).Form.Layout is Layout.ChannelsLastLayout)
        {
            context.Step(
                node,
                Title,
                $"{nameof(FloatPooling)}.{Kernel}",
                ("input", context.Read(input, Form.NativeChannelsLast)),
                ("output", context.Define(node.Output, Form.NativePlain)),
                ("batch", input.Dimensions[0]),
                ("spatial", Spatial(node)),
                ("channels", input.Dimensions[1]));
            return;
        }

        context.Step(
            node,
            Title,
            $"{nameof(Kernels.Reduction)}.{PlainKernel}",
            ("input", context.ReadPlain(input)),
            ("output", context.Define(node.Output, Form.NativePlain)),
            ("outer", input.Dimensions[0] * input.Dimensions[1]),
            ("axis", Spatial(node)),
            ("inner", 1));
    }

    /// <summary>Positions of a channel.</summary>
    protected static Dimension Spatial(Node node)
    {
        return Shapes.Product(node.Input(0).Dimensions.Skip(2));
    }
}
