using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;
using QuantGen.Compiler.Operators.Elementwise;
using QuantGen.Kernels;
using QuantGen.Plan;

namespace QuantGen.Compiler.Operators.Shape;

/// <summary>ONNX Concat (opset 4 to 13).</summary>
internal sealed class Concat : OperatorDefinition
{
    public override string Name => "Concat";

    public override void Infer(Node node)
    {
        var inputs = Inputs(node);
        var first = inputs[0];
        var axis = Axis(node);
        var shape = first.Dimensions.ToArray();
        foreach (var input in inputs.Skip(1))
        {
            if (input.Type != first.Type || input.Rank != first.Rank)
            {
                throw new InvalidNodeException("its inputs differ in type or rank");
            }

            foreach (var i in Enumerable.Range(0, first.Rank).Where(i => i != axis))
            {
                node.Require(first.Dimensions[i], input.Dimensions[i]);
                shape[i] = Shapes.Simpler(shape[i], input.Dimensions[i]);
            }

            shape[axis] += input.Dimensions[axis];
        }

        node.SetOutput(0, first.Type, shape);
        if (first.Rank == 1 && inputs.All(input => input.KnownElements() is not null))
        {
            node.Output.SymbolicElements = [.. inputs.SelectMany(input => input.KnownElements()!)];
        }
    }

    public override IReadOnlyList<IntegerForm> IntegerForms => [IntegerForm.Join];

    public override IntegerForm IntegerFormOf(Node node)
    {
        return Inputs(node).All(input => input.Type == ElementType.Float32 && !input.IsConstant) ? IntegerForm.Join : IntegerForm.None;
    }

    public override bool KeepsRowsApart(Node node)
    {
        return Axis(node) != 0 && Inputs(node).All(input => !input.IsConstant);
    }

    public override void Lower(Node node, LoweringContext context)
    {
        var integer = context.IsInteger(node);
        var form = new Form(integer ? Storage.Quantized : Storage.Native, CommonLayout(node, context));
        var pieces = Inputs(node).Select((input, i) => new Piece(input, integer ? ReadBytes(node, context, i, form) : context.Read(input, form))).ToArray();
        var output = context.Define(node.Output, form);
        var axis = PhysicalShape.Axis(Axis(node), node.Output.Rank, form.Layout);
        var blocks = Shapes.Product(output.Shape.Take(axis));
        var inner = Shapes.Product(output.Shape.Skip(axis + 1));
        var offset = Dimension.Zero;
        foreach (var (input, operand) in pieces)
        {
            // Along the last axis a row is copied without its padding, which the next input's elements would take the place of.
            var length = input.Dimensions[Axis(node)] * inner;
            context.Step(
                node,
                $"Concat, {input.Name}",
                $"{nameof(DataMovement)}.{nameof(DataMovement.CopyBlocks)}",
                ("input", operand),
                ("output", output),
                ("blocks", blocks),
                ("blockLength", length),
                ("inputStride", operand.Shape[axis] * inner),
                ("outputStride", output.Shape[axis] * inner),
                ("inputOffset", 0),
                ("outputOffset", offset));
            offset += length;
        }
    }

    /// <summary>The layout of most copies saved: channels-last as soon as an input is there.</summary>
    private static Layout CommonLayout(Node node, LoweringContext context)
    {
        return node.Output.Rank is 3 or 4
            && Inputs(node).Any(input => !input.IsConstant && context.Primary(input).Form.Layout is Layout.ChannelsLastLayout)
            ? Layout.ChannelsLast
            : Layout.Plain;
    }

    /// <summary>An input in 8 bits with the result's scale and zero point: as it is where it has them already, else by table.</summary>
    private static Operand ReadBytes(Node node, LoweringContext context, int index, Form form)
    {
        var input = node.Input(index);
        var bytes = context.Read(input, form);
        var (from, to) = (context.Parameters(input), context.Parameters(node.Output));
        if (from == to)
        {
            return bytes;
        }

        var mapped = context.Scratch($"{input.Name}_rescaled", ElementType.UInt8, [.. bytes.Shape]);
        LookupTableBuilder.Apply(node, context, bytes, mapped, $"Rescale {input.Name}", LookupTableBuilder.Rescale(from, to));
        return mapped;
    }

    private static int Axis(Node node)
    {
        return Shapes.Axis(node.Attributes.Integer("axis") ?? throw new InvalidNodeException("axis is missing"), node.Input(0).Rank);
    }

    private static Value[] Inputs(Node node)
    {
        return node.Inputs.Count > 0 ? [.. node.Inputs.Select((_, i) => node.Input(i))] : throw new InvalidNodeException("it has no input");
    }

    private readonly record struct Piece(Value Input, Operand Operand);
}
