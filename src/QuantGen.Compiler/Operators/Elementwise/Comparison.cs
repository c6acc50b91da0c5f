using QuantGen.Compiler.Graph;
using QuantGen.Plan;

namespace QuantGen.Compiler.Operators.Elementwise;

/// <summary>An element-wise operator of two numbers that gives a boolean.</summary>
internal abstract class Comparison : BinaryOperator
{
    public override IReadOnlyList<IntegerForm> IntegerForms => [];

    /// <summary>The result for elements of shape arithmetic.</summary>
    protected abstract bool Holds(long left, long right);

    protected override ElementType ResultType(Node node)
    {
        return ElementType.Bool;
    }

    protected override Dimension? Compute(Dimension left, Dimension right)
    {
        // The size of an axis is not known, but it is not negative: -1 in a shape is told apart from it.
        return left is { Value: { } a } && right is { Value: { } b } ? Convert.ToInt64(Holds(a, b))
            : left.SymbolName is not null && right.Value is < 0 ? Convert.ToInt64(Holds(0, right.Value!.Value))
            : right.SymbolName is not null && left.Value is < 0 ? Convert.ToInt64(Holds(left.Value!.Value, 0))
            : null;
    }
}
