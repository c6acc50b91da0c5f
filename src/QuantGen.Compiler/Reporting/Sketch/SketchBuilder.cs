using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Operators;
using QuantGen.Compiler.Quantization;

namespace QuantGen.Compiler.Reporting.Sketch;

/// <summary>Makes the sketch of a graph: one box for each node that runs, one for each input and output.</summary>
internal sealed class SketchBuilder
{
    private readonly List<SketchNode> _nodes = [];
    private readonly List<(int From, int To)> _edges = [];
    private readonly Dictionary<Value, int> _sources = [];

    private SketchBuilder()
    {
    }

    /// <summary>The whole graph; nothing is folded.</summary>
    /// <param name="graph">Inferred and normalized.</param>
    /// <param name="assignment">How its nodes compute.</param>
    /// <param name="sqnr">SQNR in dB by the ONNX name of a result.</param>
    public static SketchGraph Build(ModelGraph graph, QuantizationAssignment assignment, IReadOnlyDictionary<string, double> sqnr)
    {
        var builder = new SketchBuilder();
        foreach (var input in graph.Inputs)
        {
            builder._sources[input] = builder.Add(Port(input, "input"), []);
        }

        foreach (var node in graph.Nodes.Where(node => !node.Outputs.OfType<Value>().All(output => output.IsConstant)))
        {
            double? measured = sqnr.TryGetValue(node.Output.Name, out var decibels) ? decibels : null;
            var index = builder.Add(
                new SketchNode(Label(node), Shape(node.Output), node.Name, Kind(node, assignment), measured, [node.SourceType]),
                node.Inputs.OfType<Value>());
            node.Outputs.OfType<Value>().ToList().ForEach(output => builder._sources[output] = index);
        }

        foreach (var output in graph.Outputs.Distinct())
        {
            builder.Add(Port(output, "output"), [output]);
        }

        return new SketchGraph(builder._nodes, builder._edges);
    }

    private int Add(SketchNode node, IEnumerable<Value> inputs)
    {
        var index = _nodes.Count;
        _nodes.Add(node);
        // Shape arithmetic leaves no edge: its results are expressions.
        _edges.AddRange(inputs.Where(_sources.ContainsKey).Select(input => _sources[input]).Distinct().Select(source => (source, index)));
        return index;
    }

    private static SketchNode Port(Value value, string role)
    {
        return new SketchNode(value.Name, Shape(value), $"{role} {value}", SketchKind.Port, null, []);
    }

    private static string Label(Node node)
    {
        var weight = node.SourceType == "Conv" && node.OptionalInput(1) is { Rank: > 2 } input ? input.Dimensions : [];
        var kernel = node.Attributes.Integers("kernel_shape") ?? [.. weight.Skip(2).Select(dimension => dimension.Value ?? 0)];
        var clamp = node.Clamp.IsNone ? "" : node.Clamp == Clamp.Relu ? " + Relu" : " + Clip";
        return node.SourceType + (kernel.Length > 0 ? $" {string.Join('×', kernel)}" : "") + clamp;
    }

    private static string Shape(Value value)
    {
        return value.Shape is { Count: > 0 } shape ? string.Join('×', shape) : "scalar";
    }

    private static SketchKind Kind(Node node, QuantizationAssignment assignment)
    {
        if (!assignment.IsInteger(node))
        {
            return assignment.IsQuantized(node) ? SketchKind.QuantizedWeights : SketchKind.Float;
        }

        return node.Definition.IntegerFormOf(node) == IntegerForm.Table ? SketchKind.Table : SketchKind.Integer;
    }
}
