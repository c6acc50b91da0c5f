using QuantGen.Compiler.Graph;

namespace QuantGen.Compiler.Operators.Elementwise;

/// <summary>An element-wise operator of any number of operands: a chain of those of two.</summary>
internal abstract class VariadicOperator : BinaryOperator
{
    public override IReadOnlyList<Node>? Expand(Node node, Func<string, string> uniqueName)
    {
        var count = node.Inputs.Count;
        if (count == 2)
        {
            return null;
        }

        if (count == 1)
        {
            return [Expansion.Node("Identity", node.Name, [node.Input(0)], node.Output)];
        }

        var chain = new List<Node>();
        var result = node.Input(0);
        for (var i = 1; i < count; i++)
        {
            var next = i == count - 1 ? node.Output : new Value(uniqueName($"{node.Output.Name}.{i}"));
            chain.Add(Expansion.Node(Name, $"{node.Name}.{i}", [result, node.Input(i)], next));
            result = next;
        }

        return chain;
    }
}
