using System.Globalization;
using QuantGen.Compiler.Calibration;
using QuantGen.Compiler.Quantization;
using QuantGen.Tool.CommandLine;

namespace QuantGen.Tool.Commands;

/// <summary>What <c>quantgen scales</c> prints for a person.</summary>
internal static class ScalesPage
{
    /// <summary>Prints a table.</summary>
    public static void Print(string path, ScaleTable scales, TextWriter writer)
    {
        writer.WriteLine($"{path}: {Count(scales.Tensors.Count, "tensor")}, method {scales.Method}");
        writer.WriteLine();
        PrintRanges(scales.Tensors, writer);
        if (scales.FloatNodes.Count > 0)
        {
            writer.WriteLine();
            PrintNodes("kept in float", scales.FloatNodes, writer);
        }

        if (scales.BiasCorrections.Count > 0)
        {
            writer.WriteLine();
            writer.WriteLine($"The biases of {Count(scales.BiasCorrections.Count, "node")} are corrected.");
        }
    }

    /// <summary>Prints what changed from one table to another.</summary>
    public static void Print(string oldPath, string newPath, ScaleTableComparison comparison, TextWriter writer)
    {
        writer.WriteLine($"{oldPath} -> {newPath}: {Verdict(comparison)}");
        foreach (var print in Sections(comparison))
        {
            writer.WriteLine();
            print(writer);
        }
    }

    /// <summary>Only those that have something to say.</summary>
    private static IEnumerable<Action<TextWriter>> Sections(ScaleTableComparison comparison)
    {
        if (comparison.Changed.Count > 0)
        {
            yield return writer => PrintChanged(comparison.Changed, writer);
        }

        foreach (var (title, ranges) in new[] { ("Added:", comparison.Added), ("Removed:", comparison.Removed) }.Where(part => part.Item2.Count > 0))
        {
            yield return writer =>
            {
                writer.WriteLine(title);
                PrintRanges(ranges, writer);
            };
        }

        if (comparison.NowFloat.Count > 0)
        {
            yield return writer => PrintNodes("kept in float now", comparison.NowFloat, writer);
        }

        if (comparison.NoLongerFloat.Count > 0)
        {
            yield return writer => PrintNodes("no longer in float", comparison.NoLongerFloat, writer);
        }

        if (comparison.Corrections.Count > 0)
        {
            yield return writer => PrintCorrections(comparison.Corrections, writer);
        }
    }

    private static string Verdict(ScaleTableComparison comparison)
    {
        if (comparison.IsSame)
        {
            return $"the same, {Count(comparison.Unchanged, "tensor")}";
        }

        var counts = new[]
        {
            (comparison.Changed.Count, "changed"), (comparison.Added.Count, "added"), (comparison.Removed.Count, "removed"), (comparison.Unchanged, "unchanged"),
        };
        var origins = comparison.NewOrigin.ChangesFrom(comparison.OldOrigin).Concat(comparison.IsMethodChanged ? ["the method"] : []);
        var ranges = $"ranges: {string.Join(", ", counts.Where(count => count.Item1 > 0).Select(count => Invariant($"{count.Item1} {count.Item2}")))}";
        return origins.Any() ? $"{string.Join(" and ", origins)} changed; {ranges}" : ranges;
    }

    private static void PrintChanged(IReadOnlyList<ChangedRange> changed, TextWriter writer)
    {
        var table = new TextTable("tensor", "old range", "new range", ">moved by", ">scale");
        foreach (var range in changed)
        {
            table.Add(
                range.Name,
                Interval(range.Old),
                Interval(range.New),
                Invariant($"{100 * range.Move:0.0} %"),
                Invariant($"{100 * (range.ScaleRatio - 1):+0.0;-0.0;0.0} %"));
        }

        table.Write(writer);
    }

    private static void PrintRanges(IReadOnlyList<CalibratedRange> ranges, TextWriter writer)
    {
        var table = new TextTable("tensor", ">min", ">max", ">scale", ">zero point");
        foreach (var range in ranges)
        {
            var (scale, zeroPoint) = QuantizationParameters.FromRange(range.Min, range.Max);
            table.Add(range.Name, Number(range.Min), Number(range.Max), Number(scale), Invariant($"{zeroPoint}"));
        }

        table.Write(writer);
    }

    private static void PrintNodes(string title, IReadOnlyList<FloatNode> nodes, TextWriter writer)
    {
        var table = new TextTable(title, "reason");
        foreach (var node in nodes)
        {
            table.Add(node.Node, node.Reason);
        }

        table.Write(writer);
    }

    private static void PrintCorrections(IReadOnlyList<ChangedCorrection> corrections, TextWriter writer)
    {
        var table = new TextTable("bias correction", ">largest change");
        foreach (var correction in corrections)
        {
            table.Add(correction.Node, Number(correction.Largest));
        }

        table.Write(writer);
    }

    private static string Interval(CalibratedRange range)
    {
        return $"{Number(range.Min)} to {Number(range.Max)}";
    }

    private static string Count(int count, string noun)
    {
        return Invariant($"{count} {noun}{(count == 1 ? "" : "s")}");
    }

    private static string Number(double value)
    {
        return value.ToString("G4", CultureInfo.InvariantCulture);
    }

    private static string Invariant(FormattableString text)
    {
        return FormattableString.Invariant(text);
    }
}
