using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;
using QuantGen.Compiler.Quantization;
using QuantGen.Kernels;
using QuantGen.Plan;

namespace QuantGen.Compiler.Operators.Elementwise;

/// <summary>ONNX Add (opset 7 to 14).</summary>
internal sealed class Add : BinaryOperator
{
    public override string Name => "Add";

    protected override Dimension? Compute(Dimension left, Dimension right)
    {
        return left + right;
    }

    protected override string KernelOf(Node node)
    {
        return nameof(Broadcast.Add);
    }

    public override IReadOnlyList<IntegerForm> IntegerForms => [IntegerForm.Arithmetic, IntegerForm.Table];

    public override IntegerForm IntegerFormOf(Node node)
    {
        return IsOfOneShape(node) ? IntegerForm.Arithmetic : base.IntegerFormOf(node);
    }

    public override bool AcceptsClamp(Node node)
    {
        // The float kernel has no clamp of its own; the integer one has.
        return IntegerFormOf(node) == IntegerForm.Arithmetic;
    }

    public override void Lower(Node node, LoweringContext context)
    {
        if (!context.IsInteger(node) || !IsOfOneShape(node))
        {
            base.Lower(node, context);
            ClampInPlace(node, context);
            return;
        }

        var (left, right) = (node.Input(0), node.Input(1));
        var form = CommonIntegerForm(node, context);
        var output = context.Define(node.Output, form);
        context.Step(
            node,
            $"Add{ClampText.Of(node.Clamp)}",
            $"{nameof(QuantizedElementwise)}.{nameof(QuantizedElementwise.Add)}",
            ("left", context.Read(left, form)),
            ("right", context.Read(right, form)),
            ("output", output),
            ("addition", Parameters(context.Parameters(left), context.Parameters(right), context.Parameters(node.Output), node.Clamp)));
    }

    /// <summary>The kernel's constants, each operation rounded to float32 (<c>docs/numerics.md</c>, Element-wise add).</summary>
    public static Argument Parameters(QuantizationParameters left, QuantizationParameters right, QuantizationParameters output, Clamp clamp)
    {
        var (leftRatio, rightRatio) = (left.Scale / output.Scale, right.Scale / output.Scale);
        var constant = output.ZeroPoint - ((leftRatio * left.ZeroPoint) + (rightRatio * right.ZeroPoint));
        var (low, high) = IntegerOutput.ByteBounds(output, clamp);
        return Argument.Structure<QuantizedAddition>(
            [("leftRatio", leftRatio), ("rightRatio", rightRatio), ("constant", constant), ("low", low), ("high", high)]);
    }

    private static void ClampInPlace(Node node, LoweringContext context)
    {
        if (!node.Clamp.IsNone)
        {
            var result = context.Primary(node.Output);
            context.Step(
                node,
                ClampText.Of(node.Clamp).TrimStart(',', ' '),
                $"{nameof(Kernels.Elementwise)}.{nameof(Kernels.Elementwise.Clip)}",
                ("input", result),
                ("output", result),
                ("low", node.Clamp.Low),
                ("high", node.Clamp.High));
        }
    }
}
