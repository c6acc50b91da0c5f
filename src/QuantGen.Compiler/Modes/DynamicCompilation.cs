using QuantGen.Compiler.Accuracy;
using QuantGen.Compiler.Calibration.Data;
using QuantGen.Compiler.Diagnostics;
using QuantGen.Compiler.Execution;
using QuantGen.Compiler.Export;
using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Operators;
using QuantGen.Compiler.Quantization;

namespace QuantGen.Compiler.Modes;

/// <summary>
/// Dynamic mode: weights in 8 bits, activations quantized while the model runs. It needs no data; where some is given, nodes that cost more accuracy than
/// they save stay in float, and the rest is measured.
/// </summary>
internal static class DynamicCompilation
{
    /// <summary>Samples that decisions are measured on at most.</summary>
    private const int MostSamples = 64;

    /// <inheritdoc cref="ModeCompilation"/>
    public static QuantizationOutcome Run(ModelGraph graph, CompileRequest request, IProgress<CompileProgress>? progress)
    {
        var quantizer = new DynamicQuantizer(graph, request.Options);
        Diagnostic[] diagnostics = [.. KeptNames.Check(graph, request), .. CheckScale(graph, request)];
        var outcome = request.CalibrationPath is { } path
            ? Measured(graph, quantizer, CalibrationSource.Open(path), progress)
            : Outcome(graph, quantizer.Quantize(new HashSet<string>()), []);
        if (outcome.Comparison is { } comparison)
        {
            AccuracyBound.Check(request, comparison);
        }

        return outcome with { Diagnostics = diagnostics };
    }

    private static QuantizationOutcome Measured(
        ModelGraph graph, DynamicQuantizer quantizer, CalibrationSource source, IProgress<CompileProgress>? progress)
    {
        using var runner = new ModelRunner(graph, QuantizationAssignment.Float());
        var samples = SampleSplit.Read(source.Read(runner.Inputs), progress);
        var evaluator = new AccuracyEvaluator(graph, runner, [.. samples.Kept.Take(MostSamples)]);
        var floatNodes = FloatFallback.Choose(quantizer.Candidates(), quantizer.Quantize, evaluator, progress);
        var assignment = quantizer.Quantize(floatNodes.Select(node => node.Name).ToHashSet(StringComparer.Ordinal));
        return Outcome(graph, assignment, floatNodes) with
        {
            Comparison = ModelComparison.Run(graph, runner, assignment, samples.HeldOut, labels: null, progress: null),
            IsHeldOut = samples.IsDisjoint,
        };
    }

    private static QuantizationOutcome Outcome(ModelGraph graph, QuantizationAssignment assignment, IReadOnlyList<KeptFloatNode> floatNodes)
    {
        return new QuantizationOutcome
        {
            Assignment = assignment,
            FloatNodes = floatNodes,
            ToOnnx = () => DynamicExporter.Export(graph, assignment),
            Diagnostics = [],
        };
    }

    /// <summary>One scale for a whole tensor makes samples of a batch depend on each other.</summary>
    private static IEnumerable<Diagnostic> CheckScale(ModelGraph graph, CompileRequest request)
    {
        var batched = graph.Inputs.FirstOrDefault(input => input.Rank > 1 && input.Dimensions[0].Value != 1);
        return request.Options.ActivationScale == ActivationScale.PerTensor && batched is not null
            ? [DiagnosticCatalog.ScaleMixesBatch(request.Declaration, batched.Name, Shapes.Print(batched.Dimensions))]
            : [];
    }
}
