using QuantGen.Plan;

namespace QuantGen.Compiler.Graph;

/// <summary>Two lengths that must be equal for a model to be valid, where only the inputs of a run tell whether they are.</summary>
/// <param name="Left">A length.</param>
/// <param name="Right">What it must be.</param>
/// <param name="Node">The node that needs it.</param>
internal readonly record struct DimensionEquality(Dimension Left, Dimension Right, string Node)
{
    /// <summary>What can be said without the inputs: true where it always holds, false where it never does, else null.</summary>
    public bool? Known => (Left - Right).Value is { } difference ? difference == 0 : null;

    /// <summary>Every symbol in it.</summary>
    public IEnumerable<string> Symbols => Left.Symbols.Concat(Right.Symbols);

    /// <summary>The equality with symbols replaced.</summary>
    public DimensionEquality Substitute(IReadOnlyDictionary<string, Dimension> symbols)
    {
        return new DimensionEquality(Left.Substitute(symbols), Right.Substitute(symbols), Node);
    }

    /// <summary>A symbol and what it stands for, when that is all that the equality says.</summary>
    public (string Symbol, Dimension Value)? AsDefinition()
    {
        return Left.SymbolName is { } left && IsSimple(Right) ? (left, Right)
            : Right.SymbolName is { } right && IsSimple(Left) ? (right, Left)
            : null;
    }

    private static bool IsSimple(Dimension dimension)
    {
        return dimension.IsConstant || dimension.SymbolName is not null;
    }
}
