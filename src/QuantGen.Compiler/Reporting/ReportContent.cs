using QuantGen.Compiler.Accuracy;
using QuantGen.Compiler.Calibration.Data;
using QuantGen.Compiler.Calibration.Ranges;
using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;
using QuantGen.Compiler.Modes;
using QuantGen.Compiler.Operators;
using QuantGen.Compiler.Quantization;
using QuantGen.Compiler.Reporting.Sketch;
using QuantGen.Kernels;

namespace QuantGen.Compiler.Reporting;

/// <summary>What a report is about.</summary>
/// <param name="Title">The class or the model's file.</param>
/// <param name="ModelPath">The float model.</param>
/// <param name="Samples">Where the samples come from, after their number ("held out of calibration"); or why there are none.</param>
internal sealed record ReportSubject(string Title, string ModelPath, string Samples);

/// <summary>The result of a layer: what it is in float, and the range that 8 bits can hold.</summary>
internal sealed record ReportRange(LayerAccuracy Layer, ActivationHistogram Histogram, float Min, float Max);

/// <summary>An input of the model that is quantized as it comes, and the range that its 8 bits cover.</summary>
internal sealed record ReportInput(CalibrationInput Input, float Min, float Max);

/// <summary>The weight scales of a node, one for each output channel or one for all.</summary>
internal sealed record ReportWeights(string Node, string Operator, IReadOnlyList<float> Scales);

/// <summary>Everything that a report shows.</summary>
internal sealed record ReportContent
{
    /// <summary>How many layers have their distribution shown: the worst.</summary>
    private const int MostRanges = 6;

    public required ReportSubject Subject { get; init; }

    /// <summary>What was measured; null without data.</summary>
    public required ComparisonResult? Comparison { get; init; }

    public required QuantizationMode Mode { get; init; }

    /// <summary>The inputs with a fixed range.</summary>
    public required IReadOnlyList<ReportInput> Inputs { get; init; }

    /// <summary>The worst layers, worst first.</summary>
    public required IReadOnlyList<ReportRange> Ranges { get; init; }

    public required IReadOnlyList<ReportWeights> Weights { get; init; }

    public required IReadOnlyList<KeptFloatNode> FloatNodes { get; init; }

    /// <summary>Nodes that compute in integers or on quantized weights.</summary>
    public required int QuantizedNodes { get; init; }

    /// <summary>Nodes in all, after folding and fusing.</summary>
    public required int Nodes { get; init; }

    /// <summary>Bytes of the float model, its external data included.</summary>
    public required long ModelBytes { get; init; }

    public required ReportCosts FloatCosts { get; init; }

    public required ReportCosts QuantizedCosts { get; init; }

    /// <summary>The graph, not folded.</summary>
    public required SketchGraph Sketch { get; init; }

    /// <summary>Puts it together, and takes the times.</summary>
    /// <param name="subject">What it is about.</param>
    /// <param name="graph">The model.</param>
    /// <param name="quantized">The same, quantized and lowered.</param>
    /// <param name="options">How it was quantized.</param>
    /// <param name="outcome">What that came to.</param>
    /// <param name="comparison">What was measured; null without data.</param>
    public static ReportContent Create(
        ReportSubject subject,
        ModelGraph graph,
        LoweredModel quantized,
        QuantizationOptions options,
        QuantizationOutcome outcome,
        ComparisonResult? comparison)
    {
        var assignment = outcome.Assignment;
        var inFloat = ModelLowering.Lower(graph, QuantizationAssignment.Float());
        var costs = ReportCosts.Of(graph, [inFloat, quantized], comparison?.FirstSample);
        var sqnr = (comparison?.Layers ?? []).DistinctBy(layer => layer.Name).ToDictionary(layer => layer.Name, layer => layer.SqnrDb);
        return new ReportContent
        {
            Subject = subject,
            Comparison = comparison,
            Mode = options.Mode,
            Inputs = [.. graph.Inputs.Where(input => input.Type == ElementType.Float32 && assignment.HasParameters(input)).Select(ToInput)],
            Ranges = comparison is null ? [] : WorstRanges(graph, assignment, comparison),
            Weights = [.. graph.Nodes.Select(Scales).OfType<ReportWeights>()],
            FloatNodes = ReportFloatNodes.List(graph, options, outcome),
            QuantizedNodes = assignment.QuantizedNodes.Count(),
            Nodes = graph.Nodes.Count,
            FloatCosts = costs[0],
            QuantizedCosts = costs[1],
            Sketch = SketchBuilder.Build(graph, assignment, sqnr),
            ModelBytes = InputFiles.OfModel(subject.ModelPath).Sum(file => new FileInfo(file).Length),
        };

        ReportInput ToInput(Value value)
        {
            var (low, high) = assignment.Parameters(value).Range;
            return new ReportInput(new CalibrationInput(value.Name, value.Type, value.Dimensions), low, high);
        }

        ReportWeights? Scales(Node node)
        {
            return ChannelScales(node, assignment) is { } scales ? new ReportWeights(node.Name, node.SourceType, scales) : null;
        }
    }

    /// <summary>The scales of a node's weights, one for each output channel; null when it has none of that kind.</summary>
    private static float[]? ChannelScales(Node node, QuantizationAssignment assignment)
    {
        if (assignment.IsInteger(node))
        {
            return node.Definition.IntegerFormOf(node) == IntegerForm.Compute ? assignment.Weights(node).Scales : null;
        }

        return assignment.Dynamic(node)?.Weights.Values.First().Scales
            ?? assignment.Compressed(node)?.Weights.Values.FirstOrDefault(weights => weights.Encoding == WeightEncoding.Int8)?.Scales;
    }

    private static IReadOnlyList<ReportRange> WorstRanges(ModelGraph graph, QuantizationAssignment assignment, ComparisonResult comparison)
    {
        // What only moves elements has the range of its input.
        var values = graph.Nodes.Where(node => node.Definition.IntegerFormOf(node) != IntegerForm.PassThrough)
            .Select(node => node.Output)
            .Where(value => comparison.Histograms.TryGetValue(value.Name, out var histogram) && histogram.Total > 0)
            .ToDictionary(value => value.Name, StringComparer.Ordinal);
        return [.. comparison.Layers.Where(layer => values.ContainsKey(layer.Name)).OrderBy(layer => layer.SqnrDb).Take(MostRanges).Select(ToRange)];

        ReportRange ToRange(LayerAccuracy layer)
        {
            var (low, high) = assignment.Parameters(values[layer.Name]).Range;
            return new ReportRange(layer, comparison.Histograms[layer.Name], low, high);
        }
    }
}
