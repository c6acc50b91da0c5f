using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;
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

    /// <summary>Batch axes that broadcast in part are repeated first: the kernels take one matrix for all, or one for each.</summary>
    public override IReadOnlyList<Node>? Expand(Node node, Func<string, string> uniqueName)
    {
        var (left, right) = (node.Input(0), node.Input(1));
        if (left.Rank < 3 || right.Rank < 3 || left.Dimensions.Concat(right.Dimensions).Any(dimension => !dimension.IsConstant))
        {
            return null;
        }

        var batch = Shapes.Broadcast([.. left.Dimensions.SkipLast(2)], [.. right.Dimensions.SkipLast(2)]);
        if (IsWhole(left) && IsWhole(right))
        {
            return null;
        }

        var build = new ExpansionBuilder(node, uniqueName);
        return build.Finish("MatMul", [Repeat(left), Repeat(right), .. node.Inputs.Skip(2)]);

        bool IsWhole(Value operand)
        {
            return Shapes.Product(operand.Dimensions.SkipLast(2)).Value is { } count && (count == 1 || count == Shapes.Product(batch).Value);
        }

        Value Repeat(Value operand)
        {
            long[] shape = [.. batch.Select(length => length.Value!.Value), 1, 1];
            return IsWhole(operand) ? operand : build.Add("Expand", [operand, build.Integers(shape)]);
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
        return IntegerFormOf(node) == IntegerForm.Compute;
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
            LowerBatched(node, context);
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
        var weights = StoredWeights.Of(
            node, context, () => PackedFloatWeights.MatrixProduct(weight.ToFloat32(), reduction, columns, transposed: false));
        context.Step(
            node,
            Title(node) + weights.Title,
            weights.IsCompressed
                ? $"{nameof(CompressedMatrixProduct)}.{nameof(CompressedMatrixProduct.Run)}"
                : $"{nameof(FloatMatrixProduct)}.{nameof(FloatMatrixProduct.Run)}",
            [
                ("input", context.ReadPlain(node.Input(0))),
                .. weights.Arguments,
                ("bias", node.OptionalInput(2) is { } bias ? context.ReadPlain(bias) : Argument.None),
                ("output", context.Define(node.Output, Form.NativePlain)),
                ("rows", Shapes.Product(node.Input(0).Dimensions.SkipLast(1))),
                ("reduction", reduction),
                ("columns", columns),
                ("low", node.Clamp.Low),
                ("high", node.Clamp.High),
                ("residual", Argument.None),
            ]);
    }

    private static void LowerBatched(Node node, LoweringContext context)
    {
        var (left, right) = (node.Input(0), node.Input(1));
        if (left.Type != ElementType.Float32)
        {
            throw new UnsupportedNodeException($"a product of {left.Type} matrices");
        }

        var shape = MatrixShape.Of(left.Dimensions, right.Dimensions, node.Require);
        context.Step(
            node,
            $"Matrix product of two activations, {shape.Reduction} deep",
            $"{nameof(FloatMatrixProduct)}.{nameof(FloatMatrixProduct.Batched)}",
            ("left", context.ReadPlain(left)),
            ("right", context.ReadPlain(right)),
            ("output", context.Define(node.Output, Form.NativePlain)),
            ("batch", shape.Batch),
            ("rows", shape.Rows),
            ("reduction", shape.Reduction),
            ("columns", shape.Columns),
            ("leftBatchStride", shape.LeftBatchStride),
            ("rightBatchStride", shape.RightBatchStride),
            ("transposeLeft", false),
            ("transposeRight", false),
            ("alpha", 1f));
    }
}
