using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;
using QuantGen.Kernels;
using QuantGen.Plan;

namespace QuantGen.Compiler.Operators.Shape;

/// <summary>
/// ONNX Pad (opset 2 to 21): surrounds the input with a value, its mirror image, its edge or itself; negative pads crop. Pads and value
/// are attributes before opset 11 and inputs since, axes exist from opset 18 on.
/// </summary>
internal sealed class Pad : OperatorDefinition
{
    public override string Name => "Pad";

    public override void Upgrade(UpgradeContext context)
    {
        if (context.Opset < 11)
        {
            context.MoveIntegersToInput("pads", 1);
            context.MoveFloatToInput("value", 2);
        }
    }

    public override void Infer(Node node)
    {
        var (input, pads, mode) = (node.Input(0), Pads(node), Mode(node));
        if (node.OptionalInput(2) is { } value && (value.Type != input.Type || node.ConstantInput(2).Count != 1))
        {
            throw new InvalidNodeException("its value is not one element of the input's type");
        }

        var shape = input.Dimensions.Zip(pads, (dimension, pad) => dimension + pad.Before + pad.After).ToArray();
        if (mode != PadMode.Constant && input.Dimensions.Zip(shape).Any(pair => pair.First.Value == 0 && pair.Second.Value != 0))
        {
            throw new InvalidNodeException($"an axis without elements cannot be padded in mode {mode}");
        }

        node.SetOutput(0, input.Type, shape);
    }

    public override bool IsIdentity(Node node)
    {
        return Pads(node).All(pad => pad is (0, 0));
    }

    public override IReadOnlyList<IntegerForm> IntegerForms => [IntegerForm.PassThrough];

    public override IntegerForm IntegerFormOf(Node node)
    {
        return node.Input(0) is { Type: ElementType.Float32, Rank: > 0 } && IsZero(node) ? IntegerForm.PassThrough : IntegerForm.None;
    }

    public override bool KeepsRowsApart(Node node)
    {
        return Pads(node) is [(0, 0), ..];
    }

    public override void Lower(Node node, LoweringContext context)
    {
        var source = MovedTensor.Read(node, context);
        var pads = source.InMemoryOrder(Pads(node));
        if (source.Form.IsQuantized && !FitsPaddedRows(node, source, pads[^1]))
        {
            source = MovedTensor.ReadNative(node, context);
        }

        context.Step(
            node,
            "Pad",
            $"{nameof(DataMovement)}.{nameof(DataMovement.Pad)}",
            ("input", source.Operand),
            ("output", context.Define(node.Output, source.Form)),
            ("inputShape", source.Operand.Shape.ToArray()),
            ("padsBefore", Array.ConvertAll(pads, pad => (Dimension)pad.Before)),
            ("outputShape", PhysicalShape.Of(node.Output, source.Form).ToArray()),
            ("mode", Argument.Enumeration(Mode(node))),
            ("value", Element(node, context, source)));
    }

    /// <summary>The element of constant padding, left out for a zero.</summary>
    private static Argument Element(Node node, LoweringContext context, MovedTensor source)
    {
        if (source.Operand.Quantization is { } parameters)
        {
            return context.Builder.Table($"{node.Name}_value", TensorData.Create<byte>([1], [(byte)parameters.ZeroPoint]));
        }

        return IsZero(node) ? Argument.None : context.Builder.Constant($"{node.Name}_value", node.ConstantInput(2));
    }

    /// <summary>A row of bytes with padding at its end can only be kept as it is.</summary>
    private static bool FitsPaddedRows(Node node, MovedTensor source, (int Before, int After) pad)
    {
        return pad is (0, 0) || node.Input(0).Dimensions[source.Axes[^1]].Value % PhysicalShape.QuantizedRowMultiple == 0;
    }

    private static bool IsZero(Node node)
    {
        return node.OptionalInput(2) is not { } value || !value.Constant!.Bytes.ContainsAnyExcept((byte)0);
    }

    private static PadMode Mode(Node node)
    {
        var mode = node.Attributes.String("mode", "constant");
        return mode switch
        {
            "constant" => PadMode.Constant,
            "reflect" => PadMode.Reflect,
            "edge" => PadMode.Edge,
            "wrap" => PadMode.Wrap,
            _ => throw new InvalidNodeException($"it has no mode '{mode}'"),
        };
    }

    /// <summary>The pads of each axis.</summary>
    private static (int Before, int After)[] Pads(Node node)
    {
        var (rank, pads) = (node.Input(0).Rank, node.KnownIntegers(1));
        int[] axes = node.OptionalInput(3) is null
            ? [.. Enumerable.Range(0, rank)]
            : Array.ConvertAll(node.KnownIntegers(3), axis => Shapes.Axis(axis, rank));
        if (pads.Length != 2 * axes.Length || axes.Distinct().Count() != axes.Length)
        {
            throw new InvalidNodeException($"its {pads.Length} pads are not two for each of {axes.Length} different axes");
        }

        var result = new (int, int)[rank];
        for (var i = 0; i < axes.Length; i++)
        {
            result[axes[i]] = checked(((int)pads[i], (int)pads[i + axes.Length]));
        }

        return result;
    }
}
