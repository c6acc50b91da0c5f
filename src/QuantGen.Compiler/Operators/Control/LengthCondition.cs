using QuantGen.Compiler.Graph;
using QuantGen.Plan;

namespace QuantGen.Compiler.Operators.Control;

/// <summary>A condition that asks whether two lengths are equal, known only when the model runs.</summary>
/// <param name="Left">A length.</param>
/// <param name="Right">The other.</param>
/// <param name="IsNegated">Whether the condition holds when they differ.</param>
internal sealed record LengthCondition(Dimension Left, Dimension Right, bool IsNegated)
{
    /// <summary>Follows a value back to the comparison that it comes from; null when it is none of lengths.</summary>
    public static LengthCondition? Find(Value value)
    {
        return value.Producer switch
        {
            { OperatorType: "Identity" or "Cast" or "Squeeze" or "Unsqueeze" or "Reshape" } node => Find(node.Input(0)),
            { OperatorType: "Not" } node => Find(node.Input(0)) is { } inner ? inner with { IsNegated = !inner.IsNegated } : null,
            { OperatorType: "Equal" } node when Length(node.Input(0)) is { } left && Length(node.Input(1)) is { } right
                => new LengthCondition(left, right, IsNegated: false),
            _ => null,
        };
    }

    private static Dimension? Length(Value value)
    {
        return value.KnownElements() is [var element] ? element : null;
    }
}
