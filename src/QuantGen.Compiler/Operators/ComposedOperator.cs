using QuantGen.Compiler.Graph;

namespace QuantGen.Compiler.Operators;

/// <summary>An operator that is only a way of writing others.</summary>
internal abstract class ComposedOperator : OperatorDefinition
{
    /// <summary>Writes the node with other operators. Types and shapes of the inputs are known.</summary>
    /// <exception cref="InvalidNodeException">The node breaks the operator's rules.</exception>
    /// <exception cref="UnsupportedNodeException">The form is not supported.</exception>
    protected abstract IReadOnlyList<Node> Compose(Node node, ExpansionBuilder build);

    public sealed override IReadOnlyList<Node>? Expand(Node node, Func<string, string> uniqueName)
    {
        return Compose(node, new ExpansionBuilder(node, uniqueName));
    }

    public sealed override void Infer(Node node)
    {
        throw new InvalidOperationException($"{Name} is always written with other operators.");
    }
}
