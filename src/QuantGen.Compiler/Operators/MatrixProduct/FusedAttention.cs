using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;
using QuantGen.Compiler.Operators.Elementwise;
using QuantGen.Compiler.Operators.Normalization;
using QuantGen.Kernels;
using QuantGen.Plan;

namespace QuantGen.Compiler.Operators.MatrixProduct;

/// <summary>
/// MatMul, a factor, a mask, Softmax and MatMul as one step, where nobody else reads what is between: <see cref="FloatAttention"/>. The bits are those of
/// the steps one by one.
/// </summary>
internal static class FusedAttention
{
    /// <summary>Whether the product of query and key, with all that follows it, is left to the product with the value.</summary>
    public static bool Absorbs(Node scores, LoweringContext context)
    {
        if (Find(scores, context) is not { } parts || ScoresOf(parts.Product, context) != scores)
        {
            return false;
        }

        foreach (var node in parts.Between)
        {
            context.MarkDone(node);
        }

        return true;
    }

    /// <summary>Appends the step where a node is the product with the value.</summary>
    public static bool TryLower(Node product, LoweringContext context)
    {
        if (ScoresOf(product, context) is not { } scores || Find(scores, context) is not { } parts)
        {
            return false;
        }

        var inner = BatchedProduct.ShapeOf(scores);
        var outer = BatchedProduct.ShapeOf(product);
        var (query, key) = (MatrixOperand.Left(scores.Input(0), inner, context), MatrixOperand.Right(scores.Input(1), inner, context));
        var value = MatrixOperand.Right(product.Input(1), outer, context);
        var maskStrides = parts.Mask is null
            ? [.. scores.Output.Dimensions.Select(_ => Dimension.Zero)]
            : Broadcasting.Strides(parts.Mask.Dimensions, scores.Output.Dimensions);
        var mask = parts.Mask is null ? Argument.None : context.ReadPlain(parts.Mask);
        var result = BatchedProduct.DefineResult(product, context);
        context.Step(
            product,
            $"Attention, {inner.Reduction} deep, over {inner.Columns} keys",
            $"{nameof(FloatAttention)}.{nameof(FloatAttention.Run)}",
            ("query", query.Operand),
            ("key", key.Operand),
            ("value", value.Operand),
            ("mask", mask),
            ("output", result.Operand),
            ("batch", outer.BatchAxes.ToArray()),
            ("queryStrides", query.BatchStrides),
            ("keyStrides", key.BatchStrides),
            ("valueStrides", value.BatchStrides),
            ("maskStrides", maskStrides[..^2]),
            ("outputStrides", result.Strides[..^2]),
            ("rows", inner.Rows),
            ("depth", inner.Reduction),
            ("keys", inner.Columns),
            ("columns", outer.Columns),
            ("queryRowStride", query.RowStride),
            ("queryDepthStride", query.ColumnStride),
            ("keyDepthStride", key.RowStride),
            ("keyColumnStride", key.ColumnStride),
            ("valueRowStride", value.RowStride),
            ("valueColumnStride", value.ColumnStride),
            ("maskRowStride", maskStrides[^2]),
            ("outputRowStride", result.Strides[^2]),
            ("alpha", parts.Alpha));
        return true;
    }

    /// <summary>From the product with the value back to that of query and key: one of them, where the mask is a product too.</summary>
    private static Node? ScoresOf(Node product, LoweringContext context)
    {
        if (product.Input(0).Producer is not { Definition: Normalization.Softmax } softmax)
        {
            return null;
        }

        IEnumerable<Node> last = softmax.Input(0).Producer is { } node ? [node] : [];
        last = last.SelectMany(node => node.OperatorType == "Add" ? Producers(node) : [node]);
        last = last.SelectMany(node => node.OperatorType is "Mul" or "Div" ? Producers(node) : [node]);
        return last.FirstOrDefault(node => Find(node, context)?.Product == product);
    }

    private static IEnumerable<Node> Producers(Node node)
    {
        return node.Inputs.Select(input => input?.Producer).OfType<Node>();
    }

    /// <summary>From the product of query and key on to the product with the value; null where something else is between, or wants to be seen.</summary>
    private static Parts? Find(Node scores, LoweringContext context)
    {
        if (!context.FusesSteps || !IsProductOfActivations(scores, context))
        {
            return null;
        }

        var (alpha, last) = BatchedProduct.FindFactor(scores, context);
        List<Node> between = last == scores ? [] : [last];
        Value? mask = null;
        if (context.OnlyConsumer(last.Output) is { OperatorType: "Add" } add && MaskOf(add, last.Output, context) is { } added)
        {
            (mask, last) = (added, add);
            between.Add(add);
        }

        if (context.OnlyConsumer(last.Output) is not { Definition: Normalization.Softmax } softmax || context.IsInteger(softmax) || !SoftmaxOperator.IsOverLastAxis(softmax)
            || context.OnlyConsumer(softmax.Output) is not { } product || !IsProductOfActivations(product, context)
            || product.Input(0) != softmax.Output
            || !BatchedProduct.ShapeOf(product).BatchAxes.SequenceEqual(BatchedProduct.ShapeOf(scores).BatchAxes))
        {
            return null;
        }

        between.Add(softmax);
        return new Parts(between, mask, alpha, product);
    }

    private static bool IsProductOfActivations(Node node, LoweringContext context)
    {
        return node.Definition is MatMul && !MatMul.HasConstantMatrix(node) && !context.IsInteger(node)
            && node.Input(0) is { Type: ElementType.Float32, Rank: > 1 } && node.Input(1).Rank > 1;
    }

    /// <summary>What is added to scores, when it is repeated over them and has an element of its own for each key.</summary>
    private static Value? MaskOf(Node add, Value scores, LoweringContext context)
    {
        var mask = add.Input(0) == scores ? add.Input(1) : add.Input(0);
        return mask != scores && add.Clamp.IsNone && !context.IsInteger(add)
            && mask.Rank > 0 && mask.Dimensions[^1].Equals(scores.Dimensions[^1])
            && add.Output.Dimensions.SequenceEqual(scores.Dimensions)
            ? mask
            : null;
    }

    /// <param name="Between">The nodes between the products.</param>
    /// <param name="Mask">What is added to the scores, or null.</param>
    /// <param name="Alpha">What they are multiplied by.</param>
    /// <param name="Product">The product with the value.</param>
    private sealed record Parts(IReadOnlyList<Node> Between, Value? Mask, float Alpha, Node Product);
}
