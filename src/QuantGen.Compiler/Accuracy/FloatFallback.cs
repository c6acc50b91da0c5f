using System.Globalization;
using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Quantization;

namespace QuantGen.Compiler.Accuracy;

/// <summary>
/// Finds by measuring which integer nodes cost more accuracy than they save time: those stay in float. The noise that a node makes at the outputs is
/// measured with every other one in float, so that noise adds up and a layer that ruins the model does not hide the next one.
/// </summary>
internal sealed class FloatFallback
{
    /// <summary>Noise of a hundredth of the signal: from here on nothing is tried.</summary>
    private const double TransparentSqnr = 40;

    /// <summary>A model with more noise than this is of little use, however fast: up to here accuracy alone counts.</summary>
    private const double UsefulSqnr = 25;

    /// <summary>A node must win this many dB at the outputs, plus <see cref="DecibelPerShare"/> times its share of the arithmetic.</summary>
    private const double LeastGain = 0.25;

    /// <summary>In float, one hundredth of the arithmetic costs about 5 % more time: it must win one more dB.</summary>
    private const double DecibelPerShare = 100;

    /// <summary>Rounds of taking nodes and measuring what that won.</summary>
    private const int MostRounds = 4;

    /// <summary>Nodes that are measured.</summary>
    private const int MostNodes = 32;

    /// <summary>Multiply-adds that a build spends on this: some ten seconds.</summary>
    private const double MostArithmetic = 2e11;

    private const int MostSamples = 64;

    private const int LeastSamples = 4;

    private readonly IReadOnlyList<Node> _products;
    private readonly Func<IReadOnlySet<string>, QuantizationAssignment> _quantize;
    private readonly AccuracyEvaluator _evaluator;
    private readonly IProgress<CompileProgress>? _progress;
    private readonly Dictionary<Node, double> _shares;
    private int _trials;

    private FloatFallback(
        IReadOnlyList<Node> products,
        Func<IReadOnlySet<string>, QuantizationAssignment> quantize,
        AccuracyEvaluator evaluator,
        IProgress<CompileProgress>? progress)
    {
        var total = Math.Max(1, products.Sum(node => (double)evaluator.MultiplyAdds(node)));
        var trials = 2 * Math.Min(MostNodes, products.Count);
        (_products, _quantize, _progress) = (products, quantize, progress);
        _evaluator = evaluator.On((int)Math.Clamp(MostArithmetic / (total * Math.Max(1, trials)), LeastSamples, MostSamples));
        _shares = products.ToDictionary(node => node, node => evaluator.MultiplyAdds(node) / total);
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
        return new FloatFallback(products, quantize, evaluator, progress).Search();
    }

    private List<KeptFloatNode> Search()
    {
        var noise = Measure([]);
        if (Decibel.OfNoise(noise) >= TransparentSqnr)
        {
            return [];
        }

        // Cheap layers first: they are the ones that can be worth it.
        var nodes = _products.OrderBy(node => _shares[node]).Take(MostNodes).ToArray();
        var alone = nodes.ToDictionary(node => node, node => Measure([.. _products.Where(other => other != node).Select(other => other.Name)]));
        return Take(noise, alone);
    }

    /// <summary>Takes the nodes that should win enough, measures whether they do, and looks again.</summary>
    private List<KeptFloatNode> Take(double noise, Dictionary<Node, double> alone)
    {
        var kept = new List<KeptFloatNode>();
        var isComplete = alone.Count == _products.Count;
        for (var round = 0; round < MostRounds && Decibel.OfNoise(noise) < TransparentSqnr; round++)
        {
            var (nodes, price) = Plan(noise, alone, isComplete);
            var measured = nodes.Count == 0 ? noise : Measure([.. kept.Select(node => node.Name), .. nodes.Select(node => node.Name)]);
            if (nodes.Count == 0 || Decibel.OfNoise(measured) - Decibel.OfNoise(noise) < price / 2)
            {
                break;
            }

            kept.AddRange(nodes.Select(node => Describe(node, alone[node])));
            nodes.ForEach(node => alone.Remove(node));
            noise = measured;
        }

        return kept;
    }

    /// <summary>
    /// The nodes to take, and what they must win together. The best comes first; some win enough only together, when no other noise covers theirs.
    /// </summary>
    private (List<Node> Nodes, double Price) Plan(double noise, Dictionary<Node, double> alone, bool isComplete)
    {
        var order = new List<Node>();
        // Together the nodes make more noise than each alone; that of nodes which were not measured stays.
        var interaction = isComplete ? Math.Max(1, noise / alone.Values.Sum()) : 1;
        var rest = alone.ToDictionary(pair => pair.Key, pair => pair.Value * interaction);
        var (best, bestPrice, surplus, mostSurplus, price) = (0, 0.0, 0.0, 0.0, 0.0);
        noise = Math.Max(noise, rest.Values.Sum());
        while (rest.Count > 0 && Decibel.OfNoise(noise) < TransparentSqnr)
        {
            var isUseful = Decibel.OfNoise(noise) >= UsefulSqnr;
            var (node, gain) = rest.Select(pair => (pair.Key, Gain: Gain(noise, pair.Value)))
                .MaxBy(pair => isUseful ? pair.Gain - Price(pair.Key) : pair.Gain / Price(pair.Key));
            order.Add(node);
            noise = Math.Max(noise - rest[node], 0);
            rest.Remove(node);
            price += isUseful ? Price(node) : 0;
            surplus += isUseful ? gain - Price(node) : gain;
            if (surplus > mostSurplus)
            {
                (best, bestPrice, mostSurplus) = (order.Count, price, surplus);
            }
        }

        return (order[..best], bestPrice);
    }

    /// <summary>What it wins, in dB, to take a part of the noise away; no more than makes the rest transparent.</summary>
    private static double Gain(double noise, double part)
    {
        return noise <= 0 ? 0 : Math.Min(Decibel.OfNoise(Math.Max(noise - part, 0)), TransparentSqnr) - Decibel.OfNoise(noise);
    }

    private double Price(Node node)
    {
        return LeastGain + (DecibelPerShare * _shares[node]);
    }

    private KeptFloatNode Describe(Node node, double alone)
    {
        return new KeptFloatNode(node.Name, node.OperatorType, string.Create(
            CultureInfo.InvariantCulture, $"in int8 it alone leaves {Decibel.OfNoise(alone):F1} dB at the outputs, for {_shares[node]:P1} of the arithmetic"));
    }

    private double Measure(HashSet<string> keepFloat)
    {
        _trials++;
        _progress?.Report(new CompileProgress("Variants measured", _trials, null));
        return _evaluator.OutputNoise(_quantize(keepFloat));
    }
}
