using QuantGen.Compiler.Calibration.Data;
using QuantGen.Compiler.Calibration.Ranges;
using QuantGen.Compiler.Diagnostics;
using QuantGen.Compiler.Execution;
using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Quantization;

namespace QuantGen.Compiler.Accuracy;

/// <summary>Runs the float and the quantized model side by side over samples and measures outputs, layers and classes.</summary>
/// <remarks>Of a layer both the error that has accumulated up to it and the one that it adds itself.</remarks>
internal sealed class ModelComparison : IDisposable
{
    /// <summary>Bins of the histograms: as many as a chart can show.</summary>
    private const int HistogramBins = 64;

    private readonly ModelGraph _graph;
    private readonly Node[] _layers;
    private readonly Dictionary<Value, ErrorMeter> _values;
    private readonly Dictionary<Node, AddedErrorMeter> _added;
    private readonly Dictionary<Value, OutputMeter> _outputs;
    private readonly Dictionary<Value, ActivationStatistics> _statistics;
    private readonly Dictionary<Value, TopOneMeter> _classes = [];
    private readonly Labels? _labels;
    private CalibrationSample? _firstSample;
    private int _samples;

    private ModelComparison(ModelGraph graph, QuantizationAssignment assignment, Labels? labels)
    {
        (_graph, _labels) = (graph, labels);
        _layers = [.. graph.Nodes.Where(assignment.IsQuantized)];
        _values = _layers.Select(node => node.Output).ToDictionary(value => value, _ => new ErrorMeter());
        _added = _layers.Where(NodeRunner.CanRun).ToDictionary(node => node, node => new AddedErrorMeter(graph, node, assignment));
        _outputs = graph.Outputs.Distinct().ToDictionary(value => value, _ => new OutputMeter());
        _statistics = _layers.Select(node => node.Output).Where(assignment.HasParameters)
            .ToDictionary(value => value, _ => new ActivationStatistics(HistogramBins));
    }

    /// <summary>Compares.</summary>
    /// <param name="graph">The model.</param>
    /// <param name="floatRunner">The same, in float.</param>
    /// <param name="assignment">What is quantized, and how.</param>
    /// <param name="samples">The data; read once.</param>
    /// <param name="labels">The right class of each sample, when known.</param>
    /// <param name="progress">Told after every sample; may be null.</param>
    /// <exception cref="CompilationException">The data cannot be read, or the labels do not fit it.</exception>
    public static ComparisonResult Run(
        ModelGraph graph,
        ModelRunner floatRunner,
        QuantizationAssignment assignment,
        IEnumerable<CalibrationSample> samples,
        Labels? labels,
        IProgress<CompileProgress>? progress)
    {
        using var comparison = new ModelComparison(graph, assignment, labels);
        using var quantizedRunner = new ModelRunner(graph, assignment);
        foreach (var sample in samples)
        {
            comparison._firstSample ??= sample;
            comparison.Add(floatRunner.Run(sample), quantizedRunner.Run(sample));
            progress?.Report(new CompileProgress("Samples compared", comparison._samples, null));
        }

        return comparison.ToResult();
    }

    public void Dispose()
    {
        _added.Values.ToList().ForEach(meter => meter.Dispose());
    }

    private void Add(ModelRun reference, ModelRun quantized)
    {
        _samples++;
        var values = _layers.SelectMany(node => IntegerPlacement.DataInputs(node).Append(node.Output)).Distinct()
            .Where(reference.CanRead).ToDictionary(value => value, reference.Read);
        foreach (var (value, meter) in _values.Where(pair => CanRead(pair.Key)))
        {
            meter.Add(values[value], quantized.Read(value));
        }

        foreach (var meter in _added.Values)
        {
            meter.Add(reference.Symbols, values);
        }

        foreach (var (value, statistics) in _statistics.Where(pair => reference.CanRead(pair.Key)))
        {
            statistics.Add(reference.ReadUnordered(value));
        }

        foreach (var output in _outputs.Keys.Where(CanRead))
        {
            AddOutput(output, reference.Shape(output), reference.Read(output), quantized.Read(output));
        }

        bool CanRead(Value value)
        {
            return reference.CanRead(value) && quantized.CanRead(value);
        }
    }

    private void AddOutput(Value output, int[] shape, float[] reference, float[] quantized)
    {
        var rowLength = OutputRows.Length(shape);
        _outputs[output].Add(reference, quantized, rowLength);
        if (!OutputRows.AreClasses(shape))
        {
            return;
        }

        if (!_classes.TryGetValue(output, out var classes))
        {
            _classes[output] = classes = new TopOneMeter();
        }

        classes.Add(reference, quantized, rowLength);
    }

    private ComparisonResult ToResult()
    {
        return new ComparisonResult
        {
            Samples = _samples,
            FirstSample = _firstSample,
            Outputs = [.. _graph.Outputs.Distinct().Where(IsMeasured).Select(value => _outputs[value].ToAccuracy(value.Name))],
            Layers = [.. _layers.Where(node => _values[node.Output].IsMeasured).Select(ToAccuracy)],
            TopOne = ChooseClasses().ToAccuracy(_labels),
            Histograms = _statistics.ToDictionary(pair => pair.Key.Name, pair => pair.Value.ToHistogram(), StringComparer.Ordinal),
        };

        bool IsMeasured(Value output)
        {
            return _outputs[output].Error.IsMeasured;
        }
    }

    /// <summary>Of several outputs with a row for each sample: one that has all classes of the labels, then probabilities, then the first.</summary>
    private TopOneMeter ChooseClasses()
    {
        var classes = _labels?.Classes.DefaultIfEmpty(0).Max() + 1 ?? 0;
        var outputs = _graph.Outputs.Distinct().Where(_classes.ContainsKey)
            .OrderByDescending(output => _classes[output].Classes >= classes)
            .ThenByDescending(output => _outputs[output].IsDistribution);
        return outputs.FirstOrDefault() is { } chosen ? _classes[chosen] : new TopOneMeter();
    }

    private LayerAccuracy ToAccuracy(Node node)
    {
        var error = _values[node.Output];
        return new LayerAccuracy(
            node.Output.Name, error.SqnrDb, error.Largest, node.Name, node.SourceType, _added.GetValueOrDefault(node)?.SqnrDb);
    }
}
