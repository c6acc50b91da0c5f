using QuantGen.Compiler.Calibration;
using QuantGen.Compiler.Execution;
using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Quantization;

namespace QuantGen.Compiler.Accuracy;

/// <summary>
/// What a static build decides by measuring: which ranges serve best, whether biases are corrected, and which nodes stay in float. Decisions look
/// at calibration samples only: the held-out ones therefore tell what a user may expect.
/// </summary>
internal sealed class StaticSearch(
    ModelGraph graph, StaticQuantizer quantizer, ModelRunner runner, Calibrator calibrator, IProgress<CompileProgress>? progress)
{
    /// <summary>Samples that decisions are measured on at most.</summary>
    private const int MostSamples = 64;

    private readonly AccuracyEvaluator _evaluator = new(graph, runner, [.. calibrator.Kept.Take(MostSamples)]);

    /// <summary>Decides.</summary>
    /// <param name="candidates">Ranges of all values by each method that is to be tried.</param>
    public (StaticCalibration Calibration, IReadOnlyList<KeptFloatNode> FloatNodes) Run(
        IReadOnlyList<IReadOnlyDictionary<string, (float Min, float Max)>> candidates)
    {
        var plain = candidates.Select(ranges => new StaticCalibration(ranges, StaticCalibration.NoCorrections)).ToArray();
        var best = plain.Length == 1 ? plain[0] : plain.MaxBy(calibration => Measure(calibration, []))!;
        var corrected = Correct(best, []);
        var fallback = FloatFallback.Choose(quantizer.Products(), keepFloat => quantizer.Quantize(corrected, keepFloat), _evaluator, progress);
        // What the layers behind a float one have to make up for is less than before.
        return (fallback.Count == 0 ? corrected : Correct(best, Names(fallback)), fallback);
    }

    /// <summary>The nodes' names.</summary>
    public static HashSet<string> Names(IEnumerable<KeptFloatNode> nodes)
    {
        return nodes.Select(node => node.Name).ToHashSet(StringComparer.Ordinal);
    }

    private StaticCalibration Correct(StaticCalibration plain, HashSet<string> keepFloat)
    {
        progress?.Report(new CompileProgress("Correcting biases", 0, null));
        var assignment = quantizer.Quantize(plain, keepFloat);
        var corrected = plain with { BiasCorrections = BiasCorrection.Measure(graph, assignment, runner, calibrator.Kept) };
        return Measure(corrected, keepFloat) > Measure(plain, keepFloat) ? corrected : plain;
    }

    private double Measure(StaticCalibration calibration, HashSet<string> keepFloat)
    {
        return _evaluator.OutputSqnr(quantizer.Quantize(calibration, keepFloat));
    }
}
