using QuantGen.Compiler.Graph;

namespace QuantGen.Compiler.Operators.Control;

/// <summary>
/// ONNX If (opset 1 to 21). On a condition that is known at build time, the branch that runs takes its place. On one that asks whether open
/// lengths are equal, the branch for equal ones does, and the model takes only such inputs: that is how exporters write a Squeeze of an axis
/// that they do not know to have length 1.
/// </summary>
internal sealed class If : OperatorDefinition
{
    public override string Name => "If";

    public override IReadOnlyList<Node>? Expand(Node node, Func<string, string> uniqueName)
    {
        return Decide(node) is { } holds ? Branch(node, holds ? "then_branch" : "else_branch") : null;
    }

    public override void Infer(Node node)
    {
        throw new UnsupportedNodeException("its condition depends on the model's input");
    }

    private static bool? Decide(Node node)
    {
        if (node.Input(0).Constant is { Type: ElementType.Bool, Count: 1 } constant)
        {
            return constant.Span<bool>()[0];
        }

        if (LengthCondition.Find(node.Input(0)) is not { } condition)
        {
            return null;
        }

        node.Require(condition.Left, condition.Right);
        return !condition.IsNegated;
    }

    private static List<Node> Branch(Node node, string name)
    {
        var body = node.Attributes.Graph(name) ?? throw new InvalidNodeException($"attribute '{name}' is missing");
        var nodes = new List<Node>();
        var results = body.Import(nodes);
        if (results.Count != node.Outputs.Count)
        {
            throw new InvalidNodeException($"{name} has {results.Count} outputs instead of {node.Outputs.Count}");
        }

        foreach (var (output, result) in node.Outputs.Zip(results).Where(pair => pair.First is not null))
        {
            nodes.Add(Expansion.Node("Identity", output!.Name, [result], output));
        }

        return nodes;
    }
}
