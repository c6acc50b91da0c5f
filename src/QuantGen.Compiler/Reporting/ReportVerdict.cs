using QuantGen.Compiler.Accuracy;

namespace QuantGen.Compiler.Reporting;

/// <summary>The first lines of a report: what int8 costs, in words.</summary>
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
        var comparison = content.Comparison;
        var worst = comparison.Outputs.MinBy(output => output.SqnrDb);
        var (_, words, style) = worst is null
            ? (0, "No output is float: nothing could be measured", "fair")
            : Grades.First(grade => worst.SqnrDb >= grade.LeastDb);
        writer.Element("section", [("class", $"verdict {style}")], () =>
        {
            writer.Element("h2", words);
            if (worst is not null)
            {
                writer.Element("p", Sentence(content, worst));
            }

            writer.Element("dl", [], () => Facts(content).ToList().ForEach(fact => WriteFact(writer, fact.Name, fact.Value)));
        });
    }

    private static string Sentence(ReportContent content, OutputAccuracy worst)
    {
        var comparison = content.Comparison;
        var which = comparison.Outputs.Count == 1 ? "Output" : "The worst output";
        var measured = $"{which} {worst.Name}: SQNR {ReportText.Decibels(worst.SqnrDb)} on {Samples(content)}";
        var noise = double.IsFinite(worst.SqnrDb)
            ? $", which is noise of {ReportText.Percent(Math.Pow(10, -worst.SqnrDb / 20))} of the signal."
            : ".";
        var layer = comparison.Layers.MinBy(layer => layer.SqnrDb) is { } least
            ? $" The worst layer is {least.Name} ({least.Operator}): {ReportText.Decibels(least.SqnrDb)}."
            : "";
        return measured + noise + layer;
    }

    private static string Samples(ReportContent content)
    {
        var count = content.Comparison.Samples;
        return $"{ReportText.Count(count)} {(count == 1 ? "sample" : "samples")} {content.Subject.Samples}";
    }

    private static IEnumerable<(string Name, string Value)> Facts(ReportContent content)
    {
        if (content.Comparison.TopOne is { } topOne)
        {
            yield return ("Same class", $"{ReportText.Percent(topOne.Agreement)} ({topOne.Flips} of {ReportText.Count(topOne.Samples)} differ)");
            if (topOne is { FloatShare: { } inFloat, QuantizedShare: { } inInt8 })
            {
                yield return ("Accuracy", $"{ReportText.Percent(inFloat)} float, {ReportText.Percent(inInt8)} int8");
            }
        }

        var smaller = ReportText.Number((double)content.ModelBytes / Math.Max(1, content.Subject.WeightBytes));
        yield return ("Model, float", ReportText.Kilobytes(content.ModelBytes));
        yield return ("Weights, int8", $"{ReportText.Kilobytes(content.Subject.WeightBytes)} ({smaller} times smaller)");
        yield return ("Nodes in int8", $"{content.QuantizedNodes} of {content.Nodes}");
    }

    private static void WriteFact(HtmlWriter writer, string name, string value)
    {
        writer.Element("div", [], () =>
        {
            writer.Element("dt", name);
            writer.Element("dd", value);
        });
    }
}
