using QuantGen.Compiler.Graph;

namespace QuantGen.Compiler.Operators.Microsoft;

/// <summary>An operator of ONNX Runtime's own that stands for operators of ONNX.</summary>
internal abstract class MicrosoftOperator : OperatorDefinition
{
    public override string Domain => "com.microsoft";

    /// <summary>The nodes of ai.onnx that compute the same.</summary>
    public abstract override IReadOnlyList<Node> Expand(Node node, Func<string, string> uniqueName);

    public sealed override void Infer(Node node)
    {
        throw new InvalidOperationException($"{Name} is expanded before shapes are inferred.");
    }
}
