using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;
using QuantGen.Compiler.Quantization;
using QuantGen.Kernels;
using QuantGen.Plan;

namespace QuantGen.Compiler.Operators.MatrixProduct;

/// <summary>ONNX MatMul (opset 1 to 13): [..., M, K] times [..., K, N]; here with an optional third input, a bias [N] when the right operand is a constant matrix.</summary>
internal sealed class MatMul : OperatorDefinition, IChannelBias
{
    public override string Name => "MatMul";

    public int BiasInput => 2;

    public int? ChannelAxis(Node node)
    {
        return HasConstantMatrix(node) ? node.Output.Rank - 1 : null;
    }

    public override void Upgrade(UpgradeContext context)
    {
        if (context.Node.Inputs.Count > BiasInput)
        {
            throw new InvalidNodeException("it has more than two inputs");
        }
    }

    public override void Infer(Node node)
    {
        var (left, right) = (node.Input(0), node.Input(1));
        if (left.Rank == 0 || right.Rank == 0)
        {
            throw new InvalidNodeException("an operand is a scalar");
        }

        var shape = MatrixShape.Of(left.Dimensions, right.Dimensions, node.Require);
        node.SetOutput(0, left.Type, shape.Output);
    }

    public override IReadOnlyList<IntegerForm> IntegerForms => [IntegerForm.Compute];

    public override IntegerForm IntegerFormOf(Node node)
    {
        return HasConstantMatrix(node) && node.Input(0).Rank >= 2 ? IntegerForm.Compute : IntegerForm.None;
    }

    public override IReadOnlyList<WeightInput> WeightInputs(Node node)
    {
        return HasConstantMatrix(node) ? [new WeightInput(1, ChannelAxis: 1)] : [];
    }

    public override bool HasDynamicForm(Node node)
    {
        return IntegerFormOf(node) == IntegerForm.Compute && node.Output.Dimensions[^1].Value >= DynamicProduct.LeastColumns;
    }

    public override bool HasCompressedForm(Node node)
    {
        return HasConstantMatrix(node);
    }

    public override bool KeepsRowsApart(Node node)
    {
        // Axis 0 of the left operand must be a row or a batch of its own; so must that of a right operand that is no constant.
        return node.Input(0).Rank >= 2 && (node.Input(1).IsConstant ? node.Input(1).Rank <= 2 : node.Input(0).Rank == node.Input(1).Rank && node.Input(0).Rank >= 3);
    }

    public override bool AcceptsClamp(Node node)
    {
        return HasConstantMatrix(node);
    }

    public override void Lower(Node node, LoweringContext context)
    {
        if (context.IsInteger(node))
        {
            IntegerMatrixProduct.Lower(node, context);
        }
        else if (context.Quantization.Dynamic(node) is { } dynamic)
        {
            DynamicMatMul.Lower(node, context, dynamic);
        }
        else if (HasConstantMatrix(node))
        {
            LowerConstant(node, context);
        }
        else
        {
            BatchedProduct.Lower(node, context);
        }
    }

    /// <summary>Whether the right operand is a constant [K, N] of floats: what quantization and packing work on.</summary>
    public static bool HasConstantMatrix(Node node)
    {
        return node.Input(1) is { IsConstant: true, Rank: 2, Type: ElementType.Float32 };
    }

    public static string Title(Node node)
    {
        var matrix = node.Input(1).Dimensions;
        return $"Matrix product, {matrix[0]} to {matrix[1]} features{ClampText.Of(node.Clamp)}";
    }

    private static void LowerConstant(Node node, LoweringContext context)
    {
        var weight = node.ConstantInput(1);
        var (reduction, columns) = (weight.Dimensions[0], weight.Dimensions[1]);
        var weights = StoredWeights.OfMatrix(
            node, context, () => PackedFloatWeights.MatrixProduct(weight.ToFloat32(), reduction, columns, transposed: false));
        var kernel = weights.Form switch
        {
            StoredWeightsForm.FixedPoint => nameof(FixedPointMatrixProduct),
            StoredWeightsForm.Compressed => nameof(CompressedMatrixProduct),
            _ => nameof(FloatMatrixProduct),
        };
        context.Step(
            node,
            Title(node) + weights.Title,
            $"{kernel}.{nameof(FloatMatrixProduct.Run)}",
            [
                ("input", context.ReadPlain(node.Input(0))),
                .. weights.Arguments,
                ("bias", node.OptionalInput(2) is { } bias ? context.ReadPlain(bias) : Argument.None),
                ("output", context.Define(node.Output, Form.NativePlain)),
                .. weights.Scratch(node, context),
                ("rows", Shapes.Product(node.Input(0).Dimensions.SkipLast(1))),
                ("reduction", reduction),
                ("columns", columns),
                ("low", node.Clamp.Low),
                ("high", node.Clamp.High),
                ("residual", Argument.None),
            ]);
    }
}
