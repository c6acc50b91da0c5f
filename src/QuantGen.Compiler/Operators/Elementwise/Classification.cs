using QuantGen.Compiler.Graph;

namespace QuantGen.Compiler.Operators.Elementwise;

/// <summary>An element-wise operator of one float that gives a boolean.</summary>
internal abstract class Classification : UnaryOperator
{
    public override IReadOnlyList<IntegerForm> IntegerForms => [];

    public override IntegerForm IntegerFormOf(Node node)
    {
        return IntegerForm.None;
    }

    public override void Infer(Node node)
    {
        base.Infer(node);
        node.SetOutput(0, ElementType.Bool, node.Input(0).Dimensions);
    }
}
