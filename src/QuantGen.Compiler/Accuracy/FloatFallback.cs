using System.Globalization;
using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Operators;
using QuantGen.Compiler.Quantization;

namespace QuantGen.Compiler.Accuracy;

/// <summary>
/// Finds by measuring which integer nodes cost more accuracy than they save time: each is tried in float, and stays there when the
/// outputs gain enough for the share of the model's arithmetic that it carries.
/// </summary>
internal sealed class FloatFallback
{
    /// <summary>Noise of a hundredth of the signal: from here on nothing is tried.</summary>
    private const double TransparentSqnr = 40;

    /// <summary>A node must win this many dB at the outputs, plus <see cref="DecibelPerShare"/> times its share of the arithmetic.</summary>
    private const double LeastGain = 1;

    /// <summary>In float, one hundredth of the arithmetic costs about 5 % more time: it must win one more dB.</summary>
    private const double DecibelPerShare = 100;

    /// <summary>Runs of the model over the held-out samples that a build spends on this.</summary>
    private const int MostTrials = 32;

    private readonly StaticQuantizer _quantizer;
    private readonly StaticCalibration _calibration;
    private readonly AccuracyEvaluator _evaluator;
    private readonly IProgress<CompileProgress>? _progress;
    private int _trials;

    private FloatFallback(
        StaticQuantizer quantizer,
        StaticCalibration calibration,
        AccuracyEvaluator evaluator,
        IProgress<CompileProgress>? progress)
    {
        (_quantizer, _calibration, _evaluator, _progress) = (quantizer, calibration, evaluator, progress);
    }

    /// <summary>The nodes to keep in float, with the reason.</summary>
    public static IReadOnlyList<KeptFloatNode> Choose(
        ModelGraph graph,
        StaticQuantizer quantizer,
        StaticCalibration calibration,
        AccuracyEvaluator evaluator,
        IProgress<CompileProgress>? progress)
    {
        return new FloatFallback(quantizer, calibration, evaluator, progress).Search(graph);
    }

    private List<KeptFloatNode> Search(ModelGraph graph)
    {
        var kept = new List<KeptFloatNode>();
        var keptNames = new HashSet<string>(StringComparer.Ordinal);
        var current = Measure(keptNames);
        var shares = Shares(graph);
        // Cheap layers first: they are the ones that can be worth it.
        var candidates = shares.Where(pair => pair.Value < (TransparentSqnr - LeastGain) / DecibelPerShare)
            .OrderBy(pair => pair.Value)
            .Select(pair => pair.Key)
            .ToList();
        while (current < TransparentSqnr && candidates.Count > 0 && _trials < MostTrials)
        {
            var gains = candidates.Take(MostTrials - _trials).Select(node => (Node: node, Gain: Measure([.. keptNames, node.Name]) - current)).ToList();
            var (best, gain) = gains.MaxBy(pair => pair.Gain - Price(shares[pair.Node]));
            if (gain < Price(shares[best]))
            {
                break;
            }

            keptNames.Add(best.Name);
            kept.Add(new KeptFloatNode(best.Name, best.OperatorType, string.Create(
                CultureInfo.InvariantCulture, $"{gain:F1} dB better in float for {shares[best]:P1} of the arithmetic")));
            current += gain;
            // What won nothing alone is not tried again.
            candidates = [.. gains.Where(pair => pair.Node != best && pair.Gain > LeastGain / 2).Select(pair => pair.Node)];
        }

        return kept;
    }

    private static double Price(double share)
    {
        return LeastGain + (DecibelPerShare * share);
    }

    private double Measure(HashSet<string> keepFloat)
    {
        _trials++;
        _progress?.Report(new CompileProgress("Variants measured", _trials, null));
        return _evaluator.OutputSqnr(_quantizer.Quantize(_calibration, keepFloat));
    }

    private Dictionary<Node, double> Shares(ModelGraph graph)
    {
        Node[] nodes = [.. graph.Nodes.Where(node => node.Definition.IntegerFormOf(node) == IntegerForm.Compute && !_quantizer.IsKeptByUser(node))];
        var total = nodes.Sum(node => (double)Arithmetic.MultiplyAdds(node));
        return nodes.ToDictionary(node => node, node => Arithmetic.MultiplyAdds(node) / total);
    }
}
