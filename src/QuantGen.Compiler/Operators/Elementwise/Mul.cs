using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;
using QuantGen.Kernels;
using QuantGen.Plan;

namespace QuantGen.Compiler.Operators.Elementwise;

/// <summary>
/// ONNX Mul (opset 7 to 14). On 8-bit tensors also the product of every position with one factor per channel, as squeeze-and-excite has it.
/// </summary>
internal sealed class Mul : BinaryOperator
{
    public override string Name => "Mul";

    protected override string KernelOf(Node node)
    {
        return nameof(Broadcast.Multiply);
    }

    protected override Dimension? Compute(Dimension left, Dimension right)
    {
        return left * right;
    }

    public override IReadOnlyList<IntegerForm> IntegerForms => [IntegerForm.Arithmetic, IntegerForm.Table];

    public override IntegerForm IntegerFormOf(Node node)
    {
        return IsOfOneShape(node) || Gate(node) is not null ? IntegerForm.Arithmetic : base.IntegerFormOf(node);
    }

    public override void Lower(Node node, LoweringContext context)
    {
        if (context.IsInteger(node) && IsOfOneShape(node))
        {
            LowerToBytes(node, context, node.Input(0), node.Input(1), CommonIntegerForm(node, context), nameof(QuantizedElementwise.Multiply), []);
        }
        else if (context.IsInteger(node) && Gate(node) is { } gate)
        {
            var features = gate == node.Input(0) ? node.Input(1) : node.Input(0);
            var form = Form.QuantizedChannelsLast;
            LowerToBytes(node, context, features, gate, form, nameof(QuantizedElementwise.MultiplyPerChannel),
            [
                ("batch", features.Dimensions[0]),
                ("spatial", Shapes.Product(features.Dimensions.Skip(2))),
                ("channels", PhysicalShape.Of(features, form)[^1]),
            ]);
        }
        else
        {
            base.Lower(node, context);
        }
    }

    /// <summary>The operand [N, C, 1...] that multiplies one [N, C, spatial...]; null when there is none.</summary>
    private static Value? Gate(Node node)
    {
        var (left, right) = (node.Input(0), node.Input(1));
        return IsGateOf(left, right) ? right
            : IsGateOf(right, left) ? left
            : null;
    }

    private static bool IsGateOf(Value features, Value gate)
    {
        return features is { IsConstant: false, Type: ElementType.Float32, Rank: 3 or 4 } && !gate.IsConstant
            && gate.Rank == features.Rank
            && gate.Dimensions.Take(2).SequenceEqual(features.Dimensions.Take(2))
            && gate.Dimensions.Skip(2).All(dimension => dimension.Value == 1);
    }

    private void LowerToBytes(
        Node node, LoweringContext context, Value left, Value right, Form form, string kernel, (string Name, Argument Value)[] sizes)
    {
        var (x, y, product) = (context.Parameters(left), context.Parameters(right), context.Parameters(node.Output));
        context.Step(
            node,
            Name,
            $"{nameof(QuantizedElementwise)}.{kernel}",
            [
                ("left", context.Read(left, form)),
                ("right", context.Read(right, form)),
                ("output", context.Define(node.Output, form)),
                .. sizes,
                ("leftZeroPoint", x.ZeroPoint),
                ("rightZeroPoint", y.ZeroPoint),
                ("multiplier", x.Scale * y.Scale / product.Scale),
                ("requantization", IntegerOutput.Requantization(product, Clamp.None)),
            ]);
    }
}
