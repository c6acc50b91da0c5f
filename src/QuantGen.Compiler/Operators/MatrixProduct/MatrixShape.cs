using QuantGen.Compiler.Graph;
using QuantGen.Plan;

namespace QuantGen.Compiler.Operators.MatrixProduct;

/// <summary>A (batched) matrix product in sizes, by the rules of numpy.matmul.</summary>
internal sealed record MatrixShape
{
    public required Dimension Batch { get; init; }

    public required Dimension Rows { get; init; }

    public required Dimension Reduction { get; init; }

    public required Dimension Columns { get; init; }

    /// <summary>The batch axes of the result.</summary>
    public required IReadOnlyList<Dimension> BatchAxes { get; init; }

    /// <summary>Elements from one left matrix to the next; 0 when one serves all.</summary>
    /// <exception cref="UnsupportedNodeException">Batch axes broadcast in part.</exception>
    public Dimension LeftBatchStride => Stride(Left);

    /// <inheritdoc cref="LeftBatchStride"/>
    public Dimension RightBatchStride => Stride(Right);

    public required IReadOnlyList<Dimension> Output { get; init; }

    private IReadOnlyList<Dimension> Left { get; init; } = [];

    private IReadOnlyList<Dimension> Right { get; init; } = [];

    /// <param name="left">The left operand's shape.</param>
    /// <param name="right">The right operand's.</param>
    /// <param name="require">Is told of each pair of lengths that must be equal.</param>
    /// <exception cref="InvalidNodeException">The shapes do not fit.</exception>
    public static MatrixShape Of(IReadOnlyList<Dimension> left, IReadOnlyList<Dimension> right, Action<Dimension, Dimension> require)
    {
        var (vectorLeft, vectorRight) = (left.Count == 1, right.Count == 1);
        left = vectorLeft ? [Dimension.One, left[0]] : left;
        right = vectorRight ? [right[0], Dimension.One] : right;
        var (rows, reduction, columns) = (left[^2], left[^1], right[^1]);
        require(reduction, right[^2]);
        var batch = Shapes.Broadcast([.. left.SkipLast(2)], [.. right.SkipLast(2)], require);
        var count = Shapes.Product(batch);
        IEnumerable<Dimension> output = [.. batch, .. vectorLeft ? [] : new[] { rows }, .. vectorRight ? [] : new[] { columns }];
        return new MatrixShape
        {
            Batch = count,
            Rows = rows,
            Reduction = reduction,
            Columns = columns,
            BatchAxes = batch,
            Left = left,
            Right = right,
            Output = [.. output],
        };
    }

    private Dimension Stride(IReadOnlyList<Dimension> shape)
    {
        var own = Shapes.Product(shape.SkipLast(2));
        return own.Equals(Batch) ? shape[^2] * shape[^1]
            : own.Value == 1 ? Dimension.Zero
            : throw new UnsupportedNodeException("the batch axes of one operand broadcast in part");
    }
}
