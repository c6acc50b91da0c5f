using QuantGen.Compiler.Graph;
using QuantGen.Kernels;

namespace QuantGen.Compiler.Operators.Indexing;

/// <summary>An operator whose second input holds indices, which the kernels take as int64.</summary>
internal abstract class IndexedOperator : OperatorDefinition
{
    private const long Int64 = 7;

    public sealed override IReadOnlyList<Node>? Expand(Node node, Func<string, string> uniqueName)
    {
        if (node.Input(1).Type != ElementType.Int32)
        {
            return null;
        }

        var build = new ExpansionBuilder(node, uniqueName);
        var indices = build.Add("Cast", [node.Input(1)], ("to", Int64));
        return build.Finish(Name, [node.Input(0), indices, .. node.Inputs.Skip(2)], [.. node.Attributes.All.Select(pair => (pair.Key, pair.Value))]);
    }

    protected static void RequireIndices(Node node)
    {
        if (node.Input(1).Type != ElementType.Int64)
        {
            throw new InvalidNodeException($"its indices are {node.Input(1).Type}");
        }
    }

    /// <summary>What to throw for shapes that are not known to go together.</summary>
    protected static Exception Mismatch(Node node)
    {
        var shapes = string.Join(", ", node.Inputs.OfType<Value>().Select(input => Shapes.Print(input.Dimensions)));
        return node.Inputs.OfType<Value>().All(input => input.Dimensions.All(dimension => dimension.IsConstant))
            ? new InvalidNodeException($"its inputs {shapes} do not go together")
            : new UnsupportedNodeException($"whether its inputs {shapes} go together is not known at build time");
    }

    /// <summary>What a scatter does with the element that is there.</summary>
    protected static ScatterReduction Reduction(Node node)
    {
        var reduction = node.Attributes.String("reduction", "none");
        return Enum.TryParse<ScatterReduction>(reduction, ignoreCase: true, out var result) && !char.IsDigit(reduction[0])
            ? result
            : throw new InvalidNodeException($"it has no reduction '{reduction}'");
    }
}
