using QuantGen.Compiler.Accuracy;
using QuantGen.Compiler.Reporting.Sketch;

namespace QuantGen.Compiler.Reporting;

/// <summary>
/// Writes a report as one HTML file that needs nothing else, neither network nor script. The same content gives the same bytes; its times are in
/// elements of the class <c>time</c>.
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
        writer.Element("title", $"{content.Subject.Title}: quantized against float");
        writer.Style(Style);
    }

    private static void WriteBody(HtmlWriter writer, ReportContent content)
    {
        writer.Element("header", [], () =>
        {
            writer.Element("h1", content.Subject.Title);
            writer.Element("p", $"{Path.GetFileName(content.Subject.ModelPath)}, quantized by QuantGen in {Mode(content.Mode)} mode, against float");
        });
        writer.Element("main", [], () =>
        {
            ReportVerdict.Write(writer, content);
            WriteInputs(writer, content.Inputs);
            if (content.Comparison is { } comparison)
            {
                WriteOutputs(writer, comparison.Outputs);
                LayerChart.Write(writer, comparison.Layers);
            }

            CostTable.Write(writer, content);
            RangeCharts.Write(writer, content.Ranges);
            WeightCharts.Write(writer, content.Weights);
            WriteFloatNodes(writer, content.FloatNodes);
            SketchDrawing.Write(writer, content.Sketch, $"The graph of {content.Subject.Title}, inputs above, outputs below");
        });
    }

    private static string Mode(QuantizationMode mode)
    {
        return mode == QuantizationMode.WeightOnly ? "weight-only" : mode.ToString().ToLowerInvariant();
    }

    private static void WriteInputs(HtmlWriter writer, IReadOnlyList<ReportInput> inputs)
    {
        if (inputs.Count == 0)
        {
            return;
        }

        writer.Element("section", [], () =>
        {
            writer.Element("h2", "Inputs");
            writer.Element("p", "Is this what the program passes? What lies outside counts as the nearer bound, and what reaches much less far is rounded coarsely.");
            WriteTable(
                writer,
                ["Input", "Shape", "8 bits cover"],
                inputs.Select(input => new[] { input.Input.Name, input.Input.ToString(), $"{ReportText.Number(input.Min)} to {ReportText.Number(input.Max)}" }));
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
                writer.Element("p", "Nothing: every operator is quantized.");
                return;
            }

            WriteTable(writer, ["Node", "Operator", "Why"], nodes.Select(node => new[] { node.Name, node.Operator, node.Reason }), "words");
        });
    }

    private static void WriteTable(HtmlWriter writer, string[] headings, IEnumerable<string[]> rows, string style = "measures")
    {
        // Wide tables scroll by themselves: the page never does.
        writer.Element("div", [("class", "table")], () => writer.Element("table", [("class", style)], () =>
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
