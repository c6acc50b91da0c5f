using QuantGen.Compiler.Graph;

namespace QuantGen.Compiler.Operators.Control;

/// <summary>ONNX If (opset 1 to 21) on a condition that is known at build time: the branch that runs takes its place.</summary>
internal sealed class If : OperatorDefinition
{
    public override string Name => "If";

    public override IReadOnlyList<Node>? Expand(Node node, Func<string, string> uniqueName)
    {
        if (node.Input(0).Constant is not { Type: ElementType.Bool, Count: 1 } condition)
        {
            return null;
        }

        var branch = condition.Span<bool>()[0] ? "then_branch" : "else_branch";
        var body = node.Attributes.Graph(branch) ?? throw new InvalidNodeException($"attribute '{branch}' is missing");
        var nodes = new List<Node>();
        var results = body.Import(nodes);
        if (results.Count != node.Outputs.Count)
        {
            throw new InvalidNodeException($"{branch} has {results.Count} outputs instead of {node.Outputs.Count}");
        }

        foreach (var (output, result) in node.Outputs.Zip(results).Where(pair => pair.First is not null))
        {
            var identity = new Node(OperatorRegistry.Get("Identity"), output!.Name);
            identity.Inputs.Add(result);
            identity.Outputs.Add(output);
            output.Producer = identity;
            nodes.Add(identity);
        }

        return nodes;
    }

    public override void Infer(Node node)
    {
        throw new UnsupportedNodeException("its condition depends on the model's input");
    }
}
