using QuantGen.Compiler.Graph;

namespace QuantGen.Compiler.Export;

/// <summary>Chooses the opset of an exported model: the lowest one that has every node in the form it has here, so that most runtimes load it.</summary>
internal static class ExportOpset
{
    /// <summary>The first opset whose DequantizeLinear has an axis, which weights with a scale per channel need.</summary>
    private const long PerChannelOpset = 13;

    /// <summary>
    /// Operators that exist, or have the form that they are brought to when they are read, only since a later opset. Those that are as
    /// they were read need no entry: the export never goes below the opset of the model it came from.
    /// </summary>
    private static readonly Dictionary<string, long> FirstOpset = new(StringComparer.Ordinal)
    {
        ["BatchNormalization"] = 15,
        ["Gelu"] = 20,
        ["HardSwish"] = 14,
        ["LayerNormalization"] = 17,
        ["Mish"] = 18,
        ["ReduceL1"] = 18,
        ["ReduceL2"] = 18,
        ["ReduceLogSum"] = 18,
        ["ReduceLogSumExp"] = 18,
        ["ReduceMax"] = 18,
        ["ReduceMean"] = 18,
        ["ReduceMin"] = 18,
        ["ReduceProd"] = 18,
        ["ReduceSumSquare"] = 18,
    };

    /// <summary>The version of ai.onnx to declare.</summary>
    public static long Choose(ModelGraph graph, IEnumerable<Node> nodes)
    {
        var source = graph.Opsets.GetValueOrDefault("", PerChannelOpset);
        return nodes.Select(Required).Append(source).Append(PerChannelOpset).Max();
    }

    /// <summary>The version of the file format that came with an opset; a reader refuses a file with an opset newer than its format.</summary>
    public static long IrVersion(long opset)
    {
        return opset switch
        {
            < 15 => 7,
            < 19 => 8,
            < 21 => 9,
            _ => 10,
        };
    }

    private static long Required(Node node)
    {
        return node switch
        {
            { OperatorType: "Split" } when node.Attributes.Contains("num_outputs") => 18,
            { OperatorType: "Pad" } when node.OptionalInput(3) is not null => 18,
            _ => node.Definition.Domain.Length == 0 ? FirstOpset.GetValueOrDefault(node.OperatorType, PerChannelOpset) : PerChannelOpset,
        };
    }
}
