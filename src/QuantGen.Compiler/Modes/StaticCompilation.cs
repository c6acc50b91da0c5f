using QuantGen.Compiler.Accuracy;
using QuantGen.Compiler.Calibration;
using QuantGen.Compiler.Calibration.Data;
using QuantGen.Compiler.Calibration.Ranges;
using QuantGen.Compiler.Diagnostics;
using QuantGen.Compiler.Execution;
using QuantGen.Compiler.Export;
using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Operators;
using QuantGen.Compiler.Quantization;

namespace QuantGen.Compiler.Modes;

/// <summary>Static mode: ranges from a committed scale table or from calibration, then quantization, then measurement.</summary>
internal sealed class StaticCompilation
{
    private readonly ModelGraph _graph;
    private readonly CompileRequest _request;
    private readonly IProgress<CompileProgress>? _progress;
    private readonly StaticQuantizer _quantizer;
    private readonly List<Diagnostic> _diagnostics = [];

    private StaticCompilation(ModelGraph graph, CompileRequest request, IProgress<CompileProgress>? progress)
    {
        (_graph, _request, _progress) = (graph, request, progress);
        _quantizer = new StaticQuantizer(graph, request.Options);
    }

    /// <summary>Quantizes a graph as a request says.</summary>
    /// <exception cref="CompilationException">The data or the table is wrong, or the result misses the accuracy bound.</exception>
    public static QuantizationOutcome Run(ModelGraph graph, CompileRequest request, IProgress<CompileProgress>? progress)
    {
        var compilation = new StaticCompilation(graph, request, progress);
        compilation._diagnostics.AddRange(KeptNames.Check(graph, request));
        var source = compilation.OpenData();
        var origin = compilation.Origin(source);
        return compilation.FindTable(origin) is { } table ? compilation.FromTable(table) : compilation.FromData(source, origin);
    }

    private CalibrationSource? OpenData()
    {
        // With a committed table the data may be absent, on a build server for instance.
        var path = _request.CalibrationPath;
        var isOptional = _request.ScaleTablePath is not null && File.Exists(_request.ScaleTablePath) && !_request.RefreshScales;
        return path is null || (isOptional && !Path.Exists(path)) ? null : CalibrationSource.Open(path);
    }

    private ScaleTableOrigin Origin(CalibrationSource? source)
    {
        var options = _request.Options;
        FormattableString text = $"{options.Method} {options.Percentile:R} {options.HistogramBins} {options.PerChannel}";
        var kept = string.Join('\n', options.KeepFloatOperators.Concat(options.KeepFloatNodes));
        return new ScaleTableOrigin(
            ContentHash.OfFile(_request.ModelPath),
            source is null ? null : ReadErrors.Report(_request.CalibrationPath!, () => ContentHash.OfFiles(source.Files)),
            ContentHash.OfText(FormattableString.Invariant(text) + "\n" + kept));
    }

    private ScaleTable? FindTable(ScaleTableOrigin origin)
    {
        if (_request.ScaleTablePath is not { } path || !File.Exists(path) || _request.RefreshScales)
        {
            return null;
        }

        var table = ScaleTable.Load(path);
        if (table.FindStale(path, origin, _request.RefreshCommand) is { } stale)
        {
            throw new CompilationException(stale);
        }

        return table;
    }

    private QuantizationOutcome FromTable(ScaleTable table)
    {
        var ranges = table.Tensors.ToDictionary(tensor => tensor.Name, tensor => (tensor.Min, tensor.Max), StringComparer.Ordinal);
        if (_quantizer.Candidates().FirstOrDefault(value => !ranges.ContainsKey(value.Name)) is { } missing)
        {
            throw new CompilationException(DiagnosticCatalog.ScaleTableInvalid(
                new DiagnosticLocation(_request.ScaleTablePath!), $"it has no range for tensor '{missing.Name}'"));
        }

        var corrections = ReadCorrections(table);
        var keepFloat = table.FloatNodes.Select(node => node.Node).ToHashSet(StringComparer.Ordinal);
        var assignment = _quantizer.Quantize(new StaticCalibration(ranges, corrections), keepFloat);
        return new QuantizationOutcome
        {
            Assignment = assignment,
            ToOnnx = () => QdqExporter.Export(_graph, assignment),
            FloatNodes = [.. table.FloatNodes.Select(Describe)],
            Diagnostics = _diagnostics,
        };

        KeptFloatNode Describe(FloatNode node)
        {
            var type = _graph.Nodes.FirstOrDefault(candidate => candidate.Name == node.Node)?.SourceType;
            return new KeptFloatNode(node.Node, type ?? "?", node.Reason);
        }
    }

    private QuantizationOutcome FromData(CalibrationSource? source, ScaleTableOrigin origin)
    {
        if (source is null)
        {
            throw new CompilationException(DiagnosticCatalog.CalibrationNotGiven(_request.Declaration, _request.ClassName));
        }

        using var runner = new ModelRunner(_graph, QuantizationAssignment.Float()) { Threads = Environment.ProcessorCount };
        var candidates = _quantizer.Candidates();
        var calibrator = Calibrator.Run(runner, source.Read(runner.Inputs), candidates, _request.Options.HistogramBins, _progress);
        _diagnostics.AddRange(calibrator.CheckSamples(_request.CalibrationPath!));
        var search = new StaticSearch(_graph, _quantizer, runner, calibrator, _progress);
        var methods = RangeMethods.ToTry(_request.Options.Method);
        var (calibration, fallback) = search.Run([.. methods.Select(method => ChooseRanges(method, calibrator, candidates))]);
        var assignment = _quantizer.Quantize(calibration, StaticSearch.Names(fallback));
        var comparison = ModelComparison.Run(_graph, runner, assignment, calibrator.HeldOut, labels: null, progress: null);
        AccuracyBound.Check(_request, comparison);
        return new QuantizationOutcome
        {
            Assignment = assignment,
            ToOnnx = () => QdqExporter.Export(_graph, assignment),
            FloatNodes = fallback,
            NewTable = MakeTable(origin, candidates, calibration, fallback),
            Comparison = comparison,
            IsHeldOut = calibrator.IsDisjoint,
            Diagnostics = _diagnostics,
        };
    }

    private Dictionary<string, float[]> ReadCorrections(ScaleTable table)
    {
        var channels = _graph.Nodes.Where(node => node.Definition is IChannelBias)
            .ToDictionary(node => node.Name, node => ((IChannelBias)node.Definition).Channels(node), StringComparer.Ordinal);
        if (table.BiasCorrections.FirstOrDefault(item => channels.GetValueOrDefault(item.Node, -1) != item.Values.Count) is { } wrong)
        {
            throw new CompilationException(DiagnosticCatalog.ScaleTableInvalid(
                new DiagnosticLocation(_request.ScaleTablePath!), $"its bias correction of node '{wrong.Node}' does not fit the model"));
        }

        return table.BiasCorrections.ToDictionary(item => item.Node, item => item.Values.ToArray(), StringComparer.Ordinal);
    }

    private Dictionary<string, (float Min, float Max)> ChooseRanges(CalibrationMethod method, Calibrator calibrator, IReadOnlyList<Value> candidates)
    {
        var range = RangeMethods.Create(method, new RangeOptions(_request.Options.Percentile));
        return candidates.ToDictionary(value => value.Name, value => range.Choose(calibrator.Histogram(value)), StringComparer.Ordinal);
    }

    private ScaleTable? MakeTable(
        ScaleTableOrigin origin,
        IReadOnlyList<Value> candidates,
        StaticCalibration calibration,
        IReadOnlyList<KeptFloatNode> fallback)
    {
        return _request.ScaleTablePath is null
            ? null
            : new ScaleTable
            {
                Origin = origin,
                Method = _request.Options.Method.ToString(),
                Tensors = [.. candidates.Select(value => Range(value.Name))],
                FloatNodes = [.. fallback.Select(node => new FloatNode(node.Name, node.Reason))],
                BiasCorrections = [.. calibration.BiasCorrections.Select(pair => new NodeBiasCorrection(pair.Key, pair.Value))],
            };

        CalibratedRange Range(string name)
        {
            var (min, max) = calibration.Ranges[name];
            return new CalibratedRange(name, min, max);
        }
    }
}
