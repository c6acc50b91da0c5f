using System.Globalization;
using System.Text;
using QuantGen.Compiler.Calibration.Ranges;

namespace QuantGen.Compiler.Reporting;

/// <summary>Histograms of the worst layers with the range that 8 bits hold drawn in.</summary>
internal static class RangeCharts
{
    private const double Width = 240;
    private const double Height = 60;

    public static void Write(HtmlWriter writer, IReadOnlyList<ReportRange> ranges)
    {
        if (ranges.Count == 0)
        {
            return;
        }

        writer.Element("section", [], () =>
        {
            writer.Element("h2", "Ranges");
            writer.Element(
                "p",
                "What the worst layers compute in float, zeros aside, counted on a logarithmic scale. The lit part is the range that 8 bits "
                    + "hold: values outside are cut to it, and a range much wider than the values wastes precision.");
            writer.Element("div", [("class", "ranges")], () => ranges.ToList().ForEach(range => WriteRange(writer, range)));
        });
    }

    private static void WriteRange(HtmlWriter writer, ReportRange range)
    {
        var histogram = range.Histogram;
        var (low, high) = (Math.Min(histogram.Min, range.Min), Math.Max(histogram.Max, range.Max));
        writer.Element("figure", [], () =>
        {
            writer.Element("figcaption", [], () =>
            {
                writer.Element("b", range.Layer.Operator);
                writer.Element("span", range.Layer.Name);
                writer.Element("span", ReportText.Decibels(range.Layer.SqnrDb), ("class", "number"));
            });
            writer.StretchedDrawing($"Histogram of {range.Layer.Name}", Width, Height, () =>
            {
                var (left, right) = (X(range.Min), X(range.Max));
                writer.Empty("rect", ("class", "track"), ("width", "240"), ("height", "60"));
                writer.Empty(
                    "rect", ("class", "range"), ("x", ReportText.Coordinate(left)), ("width", ReportText.Coordinate(right - left)), ("height", "60"));
                writer.Empty("path", ("class", "bar"), ("d", Outline(histogram)));
                writer.Empty("path", ("class", "bound"), ("d", $"M{ReportText.Coordinate(left)} 0v60M{ReportText.Coordinate(right)} 0v60"));
            });
            writer.Element("p", $"range {Interval(range.Min, range.Max)}, values {Interval(histogram.Min, histogram.Max)}");
        });

        double X(double value)
        {
            return (value - low) / (high - low) * Width;
        }

        string Outline(ActivationHistogram values)
        {
            var most = Math.Log(1 + values.Counts.Max());
            var path = new StringBuilder();
            for (var bin = 0; bin < values.Counts.Count; bin++)
            {
                // The bins at the ends reach beyond the values.
                var (left, right) = (Math.Clamp(X(values.Edge(bin)), 0, Width), Math.Clamp(X(values.Edge(bin + 1)), 0, Width));
                var height = Math.Log(1 + values.Counts[bin]) / most * Height;
                if (height > 0 && right > left)
                {
                    path.Append(
                        CultureInfo.InvariantCulture,
                        $"M{ReportText.Coordinate(left)} 60V{ReportText.Coordinate(Height - height)}H{ReportText.Coordinate(right)}V60z");
                }
            }

            return path.ToString();
        }
    }

    private static string Interval(double min, double max)
    {
        return $"{ReportText.Number(min)} to {ReportText.Number(max)}";
    }
}
