using QuantGen.Compiler.Graph;

namespace QuantGen.Compiler.Operators.Elementwise;

/// <summary>An element-wise operator of two booleans.</summary>
internal abstract class LogicOperator : BinaryOperator
{
    protected override IReadOnlyList<ElementType> SupportedTypes { get; } = [ElementType.Bool];

    public override IReadOnlyList<IntegerForm> IntegerForms => [];
}
