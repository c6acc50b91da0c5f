using QuantGen.Compiler.Accuracy;

namespace QuantGen.Compiler.Reporting;

/// <summary>The first lines of a report: what quantization costs, in words.</summary>
internal static class ReportVerdict
{
    /// <summary>From which SQNR of the worst output on one says so, and the class that colours it.</summary>
    private static readonly (double LeastDb, string Words, string Style)[] Grades =
    [
        (40, "Hardly different from float", "good"),
        (25, "Close to float", "good"),
        (15, "Noticeably less exact than float", "fair"),
        (double.NegativeInfinity, "Far from float", "poor"),
    ];

    public static void Write(HtmlWriter writer, ReportContent content)
    {
        var worst = content.Comparison?.Outputs.MinBy(output => output.SqnrDb);
        var (words, style) = content.Comparison is null ? ("Not measured", "fair")
            : worst is null ? ("No output is float: nothing could be measured", "fair")
            : Grade(worst.SqnrDb);
        writer.Element("section", [("class", $"verdict {style}")], () =>
        {
            writer.Element("h2", words);
            writer.Element("p", Sentence(content, worst));
            writer.Element("dl", [], () =>
            {
                Facts(content).ToList().ForEach(fact => WriteFact(writer, fact.Name, fact.Value, fact.Note));
                if (content is { FloatCosts.Microseconds: { } before, QuantizedCosts.Microseconds: { } after })
                {
                    WriteFact(writer, "Time for a sample", ReportText.Microseconds(after), $"float {ReportText.Microseconds(before)}", "time");
                }
            });
        });
    }

    private static (string Words, string Style) Grade(double sqnrDb)
    {
        var (_, words, style) = Grades.First(grade => sqnrDb >= grade.LeastDb);
        return (words, style);
    }

    private static string Sentence(ReportContent content, OutputAccuracy? worst)
    {
        if (content.Comparison is not { } comparison)
        {
            return $"There was no data to measure on: {content.Subject.Samples}. quantgen compare measures on data of your own.";
        }

        if (worst is null)
        {
            return $"{Samples(content, comparison)} were run.";
        }

        var which = comparison.Outputs.Count == 1 ? "Output" : "The worst output";
        var measured = $"{which} {worst.Name}: SQNR {ReportText.Decibels(worst.SqnrDb)} on {Samples(content, comparison)}";
        var noise = double.IsFinite(worst.SqnrDb)
            ? $", which is noise of {ReportText.Percent(Math.Pow(10, -worst.SqnrDb / 20))} of the signal."
            : ".";
        return measured + noise + Layers(comparison.Layers);
    }

    private static string Layers(IReadOnlyList<LayerAccuracy> layers)
    {
        if (layers.MinBy(layer => layer.SqnrDb) is not { } worst)
        {
            return "";
        }

        var text = $" The worst layer is {worst.Name} ({worst.Operator}): {ReportText.Decibels(worst.SqnrDb)}.";
        return layers.Where(layer => double.IsFinite(layer.AddedSqnrDb ?? double.NaN)).MinBy(layer => layer.AddedSqnrDb) is { } most
            ? $"{text} Most is added by {most.Name} ({most.Operator}): {ReportText.Decibels(most.AddedSqnrDb!.Value)} by itself."
            : text;
    }

    private static string Samples(ReportContent content, ComparisonResult comparison)
    {
        return $"{ReportText.Count(comparison.Samples)} {(comparison.Samples == 1 ? "sample" : "samples")} {content.Subject.Samples}";
    }

    private static IEnumerable<(string Name, string Value, string Note)> Facts(ReportContent content)
    {
        if (content.Comparison?.TopOne is { } topOne)
        {
            yield return ("Same class", ReportText.Percent(topOne.Agreement), $"{topOne.Flips} of {ReportText.Count(topOne.Samples)} differ");
            if (topOne is { FloatShare: { } inFloat, QuantizedShare: { } quantized })
            {
                yield return ("Accuracy", ReportText.Percent(quantized), $"float {ReportText.Percent(inFloat)}");
            }
        }

        var (before, after) = (content.FloatCosts.WeightBytes, content.QuantizedCosts.WeightBytes);
        yield return ("Weights", ReportText.Kilobytes(after), $"float {ReportText.Kilobytes(before)}");
        yield return ("Quantized", $"{ReportText.Count(content.QuantizedNodes)} of {ReportText.Count(content.Nodes)}", "operators");
    }

    private static void WriteFact(HtmlWriter writer, string name, string value, string note, string? style = null)
    {
        writer.Element("div", style is null ? [] : [("class", style)], () =>
        {
            writer.Element("dt", name);
            writer.Element("dd", value);
            writer.Element("dd", note, ("class", "note"));
        });
    }
}
