using QuantGen.Compiler.Graph;
using QuantGen.Plan;

namespace QuantGen.Compiler.Operators.MatrixProduct;

/// <summary>A tensor and a character for each of its axes.</summary>
internal sealed record EinsumTerm(Value Tensor, string Labels);

/// <summary>The steps of an Einsum.</summary>
/// <param name="build">Takes the nodes.</param>
/// <param name="lengths">The length of each axis.</param>
internal sealed class EinsumContraction(ExpansionBuilder build, IReadOnlyDictionary<char, Dimension> lengths)
{
    /// <summary>Sums over the axes that nobody needs.</summary>
    public EinsumTerm SumExcept(EinsumTerm term, string needed)
    {
        long[] axes = [.. term.Labels.Select((label, axis) => (label, axis)).Where(pair => !needed.Contains(pair.label)).Select(pair => (long)pair.axis)];
        return axes.Length == 0
            ? term
            : new EinsumTerm(
                build.Add("ReduceSum", [term.Tensor, build.Integers(axes)], ("keepdims", 0L)), string.Concat(term.Labels.Where(needed.Contains)));
    }

    /// <summary>Brings the axes into an order.</summary>
    public EinsumTerm Order(EinsumTerm term, string order)
    {
        long[] permutation = [.. order.Select(label => (long)term.Labels.IndexOf(label))];
        return term.Labels == order ? term : new EinsumTerm(build.Add("Transpose", [term.Tensor], ("perm", permutation)), order);
    }

    /// <summary>The product of two terms, summed over what they share and nobody needs later.</summary>
    public EinsumTerm Multiply(EinsumTerm left, EinsumTerm right, string later)
    {
        left = SumExcept(left, right.Labels + later);
        right = SumExcept(right, left.Labels + later);
        var shared = string.Concat(left.Labels.Where(right.Labels.Contains));
        var batch = string.Concat(shared.Where(later.Contains));
        var reduction = string.Concat(shared.Where(label => !later.Contains(label)));
        var rows = string.Concat(left.Labels.Where(label => !shared.Contains(label)));
        var columns = string.Concat(right.Labels.Where(label => !shared.Contains(label)));
        var product = build.Add("MatMul", [Matrices(left, batch, rows, reduction), Matrices(right, batch, reduction, columns)]);
        var result = batch + rows + columns;
        return new EinsumTerm(rows.Length == 1 && columns.Length == 1 ? product : build.Add("Reshape", [product, Shape([.. result.Select(label => lengths[label])])]), result);
    }

    /// <summary>A term as matrices, several axes in one of theirs.</summary>
    private Value Matrices(EinsumTerm term, string batch, string rows, string columns)
    {
        var ordered = Order(term, batch + rows + columns);
        return rows.Length == 1 && columns.Length == 1
            ? ordered.Tensor
            : build.Add("Reshape", [ordered.Tensor, Shape([.. batch.Select(label => lengths[label]), Length(rows), Length(columns)])]);
    }

    private Dimension Length(string labels)
    {
        return Shapes.Product(labels.Select(label => lengths[label]));
    }

    /// <summary>A shape to give a tensor; one length of it may be open.</summary>
    private Value Shape(Dimension[] shape)
    {
        return shape.Count(length => !length.IsConstant) <= 1
            ? build.Integers([.. shape.Select(length => length.Value ?? -1)])
            : throw new UnsupportedNodeException($"more than one open length in {Shapes.Print(shape)}");
    }
}
