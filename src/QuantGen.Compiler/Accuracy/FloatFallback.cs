using System.Globalization;
using QuantGen.Compiler.Graph;
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

    private readonly Func<IReadOnlySet<string>, QuantizationAssignment> _quantize;
    private readonly AccuracyEvaluator _evaluator;
    private readonly IProgress<CompileProgress>? _progress;
    private int _trials;

    private FloatFallback(
        Func<IReadOnlySet<string>, QuantizationAssignment> quantize, AccuracyEvaluator evaluator, IProgress<CompileProgress>? progress)
    {
        (_quantize, _evaluator, _progress) = (quantize, evaluator, progress);
    }

    /// <summary>The nodes to keep in float, with the reason.</summary>
    /// <param name="products">The nodes that may be: those that carry the model's arithmetic.</param>
    /// <param name="quantize">Quantizes the model but for the nodes of these names.</param>
    /// <param name="evaluator">Measures what that costs.</param>
    /// <param name="progress">Told after every measurement; may be null.</param>
    public static IReadOnlyList<KeptFloatNode> Choose(
        IReadOnlyList<Node> products,
        Func<IReadOnlySet<string>, QuantizationAssignment> quantize,
        AccuracyEvaluator evaluator,
        IProgress<CompileProgress>? progress)
    {
        return new FloatFallback(quantize, evaluator, progress).Search(products);
    }

    private List<KeptFloatNode> Search(IReadOnlyList<Node> products)
    {
        var kept = new List<KeptFloatNode>();
        var keptNames = new HashSet<string>(StringComparer.Ordinal);
        var current = Measure(keptNames);
        var shares = Shares(products);
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
        return _evaluator.OutputSqnr(_quantize(keepFloat));
    }

    private static Dictionary<Node, double> Shares(IReadOnlyList<Node> products)
    {
        var total = products.Sum(node => (double)Arithmetic.MultiplyAdds(node));
        return products.ToDictionary(node => node, node => Arithmetic.MultiplyAdds(node) / total);
    }
}
