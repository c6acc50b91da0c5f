using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;
using QuantGen.Compiler.Operators.Shape;
using QuantGen.Kernels;
using QuantGen.Plan;

namespace QuantGen.Compiler.Operators.MatrixProduct;

/// <summary>
/// MatMul of two activations. The kernel takes the axes of each tensor in any order: transposes of the operands and of the result, and a factor on the
/// result, are no steps of their own.
/// </summary>
internal static class BatchedProduct
{
    /// <summary>Appends the step.</summary>
    /// <exception cref="UnsupportedNodeException">The matrices are not of floats.</exception>
    public static void Lower(Node node, LoweringContext context)
    {
        var (left, right) = (node.Input(0), node.Input(1));
        if (left.Type != ElementType.Float32)
        {
            throw new UnsupportedNodeException($"a product of {left.Type} matrices");
        }

        if (FusedAttention.Absorbs(node, context) || FusedAttention.TryLower(node, context))
        {
            return;
        }

        var shape = ShapeOf(node);
        var (alpha, last) = FindFactor(node, context);
        if (last != node)
        {
            context.MarkDone(last);
        }

        var result = DefineResult(last, context);
        var (a, b) = (MatrixOperand.Left(left, shape, context), MatrixOperand.Right(right, shape, context));
        context.Step(
            node,
            $"Matrix product of two activations, {shape.Reduction} deep",
            $"{nameof(FloatMatrixProduct)}.{nameof(FloatMatrixProduct.Batched)}",
            ("left", a.Operand),
            ("right", b.Operand),
            ("output", result.Operand),
            ("batch", shape.BatchAxes.ToArray()),
            ("leftStrides", a.BatchStrides),
            ("rightStrides", b.BatchStrides),
            ("outputStrides", result.Strides[..shape.BatchAxes.Count]),
            ("rows", shape.Rows),
            ("reduction", shape.Reduction),
            ("columns", shape.Columns),
            ("leftRowStride", a.RowStride),
            ("leftReductionStride", a.ColumnStride),
            ("rightReductionStride", b.RowStride),
            ("rightColumnStride", b.ColumnStride),
            ("outputRowStride", left.Rank > 1 && right.Rank > 1 ? result.Strides[^2] : shape.Columns),
            ("alpha", alpha));
    }

    /// <summary>A product in sizes.</summary>
    public static MatrixShape ShapeOf(Node node)
    {
        return MatrixShape.Of(node.Input(0).Dimensions, node.Input(1).Dimensions, node.Require);
    }

    /// <summary>Whether a Transpose is left to the product that reads its result.</summary>
    public static bool Absorbs(Node transpose, LoweringContext context)
    {
        return context.FusesSteps
            && transpose.Output.Rank > 1
            && !context.IsInteger(transpose)
            && context.OnlyConsumer(transpose.Output) is { Definition: MatMul } product
            && !MatMul.HasConstantMatrix(product)
            && product.Input(0).Type == ElementType.Float32;
    }

    /// <summary>The factor of a Mul or Div by a number behind the product, and the node whose result is then computed.</summary>
    public static (float Alpha, Node Last) FindFactor(Node node, LoweringContext context)
    {
        if (context.FusesSteps
            && context.OnlyConsumer(node.Output) is { OperatorType: "Mul" or "Div" } scale
            && scale.Clamp.IsNone && !context.IsInteger(scale)
            && scale.Output.Dimensions.SequenceEqual(node.Output.Dimensions)
            && FactorOf(scale, node.Output) is { } factor)
        {
            return (factor, scale);
        }

        return (1, node);
    }

    /// <summary>The number that a node multiplies by; one that it divides by only where the reciprocal is exact, so that the result is the same.</summary>
    private static float? FactorOf(Node node, Value value)
    {
        var other = node.Input(0) == value ? node.Input(1) : node.Input(0);
        return other.Constant is not { Type: ElementType.Float32, Count: 1 } constant ? null
            : node.OperatorType == "Mul" ? constant.ToFloat32()[0]
            : other == node.Input(1) && float.IsPow2(constant.ToFloat32()[0]) ? 1 / constant.ToFloat32()[0]
            : null;
    }

    /// <summary>Where the result goes, and the strides of its axes there: those behind a Transpose that keeps the columns side by side.</summary>
    public static (Operand Operand, Dimension[] Strides) DefineResult(Node last, LoweringContext context)
    {
        if (context.FusesSteps
            && context.OnlyConsumer(last.Output) is { Definition: Transpose } transpose
            && !context.IsInteger(transpose) && !Absorbs(transpose, context)
            && Transpose.Permutation(transpose) is var permutation && permutation[^1] == permutation.Length - 1)
        {
            context.MarkDone(transpose);
            var strides = MatrixOperand.Strides(transpose.Output.Dimensions);
            return (
                context.Define(transpose.Output, Form.NativePlain),
                [.. Enumerable.Range(0, permutation.Length).Select(axis => strides[Array.IndexOf(permutation, axis)])]);
        }

        return (context.Define(last.Output, Form.NativePlain), MatrixOperand.Strides(last.Output.Dimensions));
    }
}
