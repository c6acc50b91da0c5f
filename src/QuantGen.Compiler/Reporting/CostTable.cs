namespace QuantGen.Compiler.Reporting;

/// <summary>Sizes and times before and after.</summary>
internal static class CostTable
{
    /// <summary>Marks what is another in every build.</summary>
    private const string Measured = "time";

    public static void Write(HtmlWriter writer, ReportContent content)
    {
        var (before, after) = (content.FloatCosts, content.QuantizedCosts);
        writer.Element("section", [], () =>
        {
            writer.Element("h2", "Size and time");
            writer.Element("div", [("class", "table")], () => writer.Element("table", [("class", "figures")], () =>
            {
                writer.Element("thead", [], () => writer.Element("tr", [], () => WriteCells(writer, "th", "", "Float", "Quantized", "Ratio")));
                writer.Element("tbody", [], () =>
                {
                    WriteBytes(writer, "Weights", before.WeightBytes, after.WeightBytes);
                    WriteBytes(writer, "Working memory", before.ArenaBytes, after.ArenaBytes);
                    if (before.Microseconds is { } slow && after.Microseconds is { } fast)
                    {
                        var ratio = ReportText.Number(slow / Math.Max(fast, 0.001));
                        writer.Element("tr", [("class", Measured)], () => WriteCells(
                            writer, "td", "Time for a sample", ReportText.Microseconds(slow), ReportText.Microseconds(fast), ratio));
                    }
                });
            }));
            writer.Element("p", $"The model's file has {ReportText.Kilobytes(content.ModelBytes)}. {Explain(after)}");
        });
    }

    private static string Explain(ReportCosts costs)
    {
        return costs.Microseconds is null
            ? "Without data no time was measured."
            : "Times are the shortest of some runs while this page was made, on one thread; quantgen bench measures with more care.";
    }

    private static void WriteBytes(HtmlWriter writer, string name, long before, long after)
    {
        var ratio = ReportText.Number((double)before / Math.Max(1, after));
        writer.Element("tr", [], () => WriteCells(writer, "td", name, ReportText.Kilobytes(before), ReportText.Kilobytes(after), ratio));
    }

    private static void WriteCells(HtmlWriter writer, string cell, params string[] texts)
    {
        texts.ToList().ForEach(text => writer.Element(cell, text));
    }
}
