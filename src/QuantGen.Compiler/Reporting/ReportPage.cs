using QuantGen.Compiler.Accuracy;

namespace QuantGen.Compiler.Reporting;

/// <summary>
/// Writes a report as one HTML file that needs nothing else, neither network nor script. The same content gives the same bytes.
/// </summary>
internal static class ReportPage
{
    /// <summary>The browser, too, is told to load nothing.</summary>
    private const string Policy = "default-src 'none'; style-src 'unsafe-inline'";

    private static readonly string Style = ReadStyle();

    /// <summary>Writes the page.</summary>
    public static string Write(ReportContent content)
    {
        var writer = new HtmlWriter();
        writer.Element("html", [("lang", "en")], () =>
        {
            writer.Element("head", [], () => WriteHead(writer, content));
            writer.Element("body", [], () => WriteBody(writer, content));
        });
        return writer.ToString();
    }

    private static void WriteHead(HtmlWriter writer, ReportContent content)
    {
        writer.Empty("meta", ("charset", "utf-8"));
        writer.Empty("meta", ("http-equiv", "Content-Security-Policy"), ("content", Policy));
        writer.Empty("meta", ("name", "viewport"), ("content", "width=device-width, initial-scale=1"));
        writer.Empty("meta", ("name", "color-scheme"), ("content", "light dark"));
        writer.Element("title", $"{content.Subject.Title}: float against int8");
        writer.Style(Style);
    }

    private static void WriteBody(HtmlWriter writer, ReportContent content)
    {
        writer.Element("header", [], () =>
        {
            writer.Element("h1", content.Subject.Title);
            writer.Element("p", $"{Path.GetFileName(content.Subject.ModelPath)} in int8 against float, by QuantGen");
        });
        writer.Element("main", [], () =>
        {
            ReportVerdict.Write(writer, content);
            WriteOutputs(writer, content.Comparison.Outputs);
            LayerChart.Write(writer, content.Comparison.Layers);
            RangeCharts.Write(writer, content.Ranges);
            WeightCharts.Write(writer, content.Weights);
            WriteFloatNodes(writer, content.FloatNodes);
        });
    }

    private static void WriteOutputs(HtmlWriter writer, IReadOnlyList<OutputAccuracy> outputs)
    {
        var hasDivergence = outputs.Any(output => output.DivergenceMean is not null);
        string[] headings = ["Output", "SQNR", "Cosine", "Largest error", .. hasDivergence ? ["KL, mean", "KL, 99 %"] : Array.Empty<string>()];
        writer.Element("section", [], () =>
        {
            writer.Element("h2", "Outputs");
            WriteTable(writer, headings, outputs.Select(output => Cells(output)[..headings.Length]));
        });

        static string[] Cells(OutputAccuracy output)
        {
            return
            [
                output.Name,
                ReportText.Decibels(output.SqnrDb),
                output.Cosine is { } cosine ? FormattableString.Invariant($"{cosine:0.00000}") : "",
                ReportText.Number(output.LargestError),
                output.DivergenceMean is { } mean ? ReportText.Number(mean) : "",
                output.DivergenceP99 is { } high ? ReportText.Number(high) : "",
            ];
        }
    }

    private static void WriteFloatNodes(HtmlWriter writer, IReadOnlyList<KeptFloatNode> nodes)
    {
        writer.Element("section", [], () =>
        {
            writer.Element("h2", "Kept in float");
            if (nodes.Count == 0)
            {
                writer.Element("p", "Nothing: every operator computes in 8 bits.");
                return;
            }

            WriteTable(writer, ["Node", "Operator", "Why"], nodes.Select(node => new[] { node.Name, node.Operator, node.Reason }));
        });
    }

    private static void WriteTable(HtmlWriter writer, string[] headings, IEnumerable<string[]> rows)
    {
        // Wide tables scroll by themselves: the page never does.
        writer.Element("div", [("class", "table")], () => writer.Element("table", [], () =>
        {
            writer.Element("thead", [], () => WriteRow(writer, "th", headings));
            writer.Element("tbody", [], () => rows.ToList().ForEach(row => WriteRow(writer, "td", row)));
        }));
    }

    private static void WriteRow(HtmlWriter writer, string cell, string[] texts)
    {
        writer.Element("tr", [], () => texts.ToList().ForEach(text => writer.Element(cell, text)));
    }

    private static string ReadStyle()
    {
        using var stream = typeof(ReportPage).Assembly.GetManifestResourceStream("report.css")!;
        return new StreamReader(stream).ReadToEnd().ReplaceLineEndings("\n");
    }
}
