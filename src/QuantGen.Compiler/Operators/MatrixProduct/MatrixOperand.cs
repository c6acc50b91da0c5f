using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;
using QuantGen.Compiler.Operators.Shape;
using QuantGen.Plan;

namespace QuantGen.Compiler.Operators.MatrixProduct;

/// <summary>A stack of matrices in memory.</summary>
/// <param name="Operand">The memory.</param>
/// <param name="BatchStrides">Elements from one matrix to the next along each batch axis of the result; 0 where one serves all.</param>
/// <param name="RowStride">Elements from one row to the next.</param>
/// <param name="ColumnStride">Elements from one column to the next.</param>
internal sealed record MatrixOperand(Operand Operand, Dimension[] BatchStrides, Dimension RowStride, Dimension ColumnStride)
{
    /// <summary>The left operand of a product; a vector is a row.</summary>
    public static MatrixOperand Left(Value value, MatrixShape shape, LoweringContext context)
    {
        var (operand, strides) = Read(value, context);
        return value.Rank == 1
            ? new MatrixOperand(operand, Batch(value, [], shape), value.Dimensions[0], strides[0])
            : new MatrixOperand(operand, Batch(value, strides, shape), strides[^2], strides[^1]);
    }

    /// <summary>The right operand; a vector is a column.</summary>
    public static MatrixOperand Right(Value value, MatrixShape shape, LoweringContext context)
    {
        var (operand, strides) = Read(value, context);
        return value.Rank == 1
            ? new MatrixOperand(operand, Batch(value, [], shape), strides[0], Dimension.One)
            : new MatrixOperand(operand, Batch(value, strides, shape), strides[^2], strides[^1]);
    }

    /// <summary>Elements from one index to the next along each axis of a tensor without gaps.</summary>
    public static Dimension[] Strides(IReadOnlyList<Dimension> dimensions)
    {
        return [.. dimensions.Select((_, axis) => Shapes.Product(dimensions.Skip(axis + 1)))];
    }

    /// <summary>A value, or what its Transpose would copy, with the strides of the value's axes.</summary>
    private static (Operand Operand, Dimension[] Strides) Read(Value value, LoweringContext context)
    {
        if (value.Producer is { Definition: Transpose } transpose && BatchedProduct.Absorbs(transpose, context))
        {
            var source = transpose.Input(0);
            var strides = Strides(source.Dimensions);
            return (context.ReadPlain(source), Array.ConvertAll(Transpose.Permutation(transpose), axis => strides[axis]));
        }

        return (context.ReadPlain(value), Strides(value.Dimensions));
    }

    private static Dimension[] Batch(Value value, Dimension[] strides, MatrixShape shape)
    {
        var missing = shape.BatchAxes.Count - Math.Max(0, value.Rank - 2);
        return [.. shape.BatchAxes.Select((length, axis) =>
            axis < missing || (value.Dimensions[axis - missing].Value == 1 && length.Value != 1) ? Dimension.Zero : strides[axis - missing])];
    }
}
