using QuantGen.Compiler.Quantization;

namespace QuantGen.Compiler.Calibration;

/// <summary>A tensor whose range differs between two scale tables.</summary>
/// <param name="Old">The range in the old table.</param>
/// <param name="New">The range in the new one.</param>
internal sealed record ChangedRange(CalibratedRange Old, CalibratedRange New)
{
    public string Name => Old.Name;

    /// <summary>
    /// How far the bound that moved most moved, relative to the width of the old range, both widened to contain 0 as quantization does. Not negative
    /// and finite: an empty range counts as 255 wide, which is what its scale covers.
    /// </summary>
    public double Move => Math.Max(Math.Abs(Low(New) - Low(Old)), Math.Abs(High(New) - High(Old))) / (QuantizationParameters.QuantizedMax * (double)ScaleOf(Old));

    /// <summary>The new scale divided by the old one: above 1, the tensor's steps are coarser now.</summary>
    public double ScaleRatio => ScaleOf(New) / (double)ScaleOf(Old);

    private static double Low(CalibratedRange range)
    {
        return Math.Min(range.Min, 0);
    }

    private static double High(CalibratedRange range)
    {
        return Math.Max(range.Max, 0);
    }

    private static float ScaleOf(CalibratedRange range)
    {
        return QuantizationParameters.FromRange(range.Min, range.Max).Scale;
    }
}

/// <summary>A node whose bias correction differs between two scale tables.</summary>
/// <param name="Node">ONNX name.</param>
/// <param name="Largest">The largest difference of a channel; a correction that only one table has counts as 0 in the other.</param>
internal sealed record ChangedCorrection(string Node, double Largest);

/// <summary>What changed from one scale table to another, as the reviewer of a commit wants to know it.</summary>
internal sealed record ScaleTableComparison
{
    /// <summary>What the old table was made from.</summary>
    public required ScaleTableOrigin OldOrigin { get; init; }

    /// <summary>What the new table was made from.</summary>
    public required ScaleTableOrigin NewOrigin { get; init; }

    /// <summary>Whether another method chose the ranges.</summary>
    public required bool IsMethodChanged { get; init; }

    /// <summary>By <see cref="ChangedRange.Move"/>, the largest first.</summary>
    public required IReadOnlyList<ChangedRange> Changed { get; init; }

    /// <summary>Tensors that only the new table has, in its order.</summary>
    public required IReadOnlyList<CalibratedRange> Added { get; init; }

    /// <summary>Tensors that only the old table has, in its order.</summary>
    public required IReadOnlyList<CalibratedRange> Removed { get; init; }

    /// <summary>How many tensors have the same range in both.</summary>
    public required int Unchanged { get; init; }

    /// <summary>Nodes that are kept in float now, and were not.</summary>
    public required IReadOnlyList<FloatNode> NowFloat { get; init; }

    /// <summary>Nodes that were kept in float, and are not now.</summary>
    public required IReadOnlyList<FloatNode> NoLongerFloat { get; init; }

    /// <summary>By the largest difference, the largest first.</summary>
    public required IReadOnlyList<ChangedCorrection> Corrections { get; init; }

    /// <summary>Whether the tables say the same and come from the same.</summary>
    public bool IsSame => OldOrigin == NewOrigin && !IsMethodChanged && Changed.Count == 0 && Added.Count == 0 && Removed.Count == 0
        && NowFloat.Count == 0 && NoLongerFloat.Count == 0 && Corrections.Count == 0;

    /// <summary>Compares; the order of tensors and nodes plays no part.</summary>
    public static ScaleTableComparison Compare(ScaleTable old, ScaleTable other)
    {
        var known = old.Tensors.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
        var both = other.Tensors.Where(tensor => known.ContainsKey(tensor.Name)).Select(tensor => new ChangedRange(known[tensor.Name], tensor)).ToArray();
        var changed = both.Where(pair => pair.Old != pair.New).ToArray();
        return new ScaleTableComparison
        {
            OldOrigin = old.Origin,
            NewOrigin = other.Origin,
            IsMethodChanged = old.Method != other.Method,
            Changed = [.. changed.OrderByDescending(pair => pair.Move).ThenBy(pair => pair.Name, StringComparer.Ordinal)],
            Added = [.. other.Tensors.ExceptBy(known.Keys, tensor => tensor.Name)],
            Removed = [.. old.Tensors.ExceptBy(other.Tensors.Select(tensor => tensor.Name), tensor => tensor.Name)],
            Unchanged = both.Length - changed.Length,
            NowFloat = [.. other.FloatNodes.ExceptBy(old.FloatNodes.Select(node => node.Node), node => node.Node)],
            NoLongerFloat = [.. old.FloatNodes.ExceptBy(other.FloatNodes.Select(node => node.Node), node => node.Node)],
            Corrections = [.. CompareCorrections(old.BiasCorrections, other.BiasCorrections)],
        };
    }

    private static IEnumerable<ChangedCorrection> CompareCorrections(IReadOnlyList<NodeBiasCorrection> old, IReadOnlyList<NodeBiasCorrection> other)
    {
        return old.Concat(other).Select(correction => correction.Node).Distinct(StringComparer.Ordinal)
            .Select(node => new ChangedCorrection(node, LargestDifference(Values(old, node), Values(other, node))))
            .Where(correction => correction.Largest > 0)
            .OrderByDescending(correction => correction.Largest)
            .ThenBy(correction => correction.Node, StringComparer.Ordinal);
    }

    private static IReadOnlyList<float> Values(IReadOnlyList<NodeBiasCorrection> corrections, string node)
    {
        return corrections.FirstOrDefault(correction => correction.Node == node)?.Values ?? [];
    }

    private static double LargestDifference(IReadOnlyList<float> left, IReadOnlyList<float> right)
    {
        return Enumerable.Range(0, Math.Max(left.Count, right.Count)).Select(i => Math.Abs((double)At(left, i) - At(right, i))).DefaultIfEmpty().Max();

        static float At(IReadOnlyList<float> values, int index)
        {
            return index < values.Count ? values[index] : 0;
        }
    }
}
