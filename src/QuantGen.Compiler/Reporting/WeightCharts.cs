using System.Globalization;
using System.Text;

namespace QuantGen.Compiler.Reporting;

/// <summary>The weight scales of each product, a bar for each output channel.</summary>
internal static class WeightCharts
{
    /// <summary>As many bars as can be told apart; channels beyond it share one.</summary>
    private const int MostBars = 96;

    private const double Width = 240;
    private const double Height = 30;

    public static void Write(HtmlWriter writer, IReadOnlyList<ReportWeights> weights)
    {
        if (weights.Count == 0)
        {
            return;
        }

        writer.Element("section", [], () =>
        {
            writer.Element("h2", "Weight scales");
            writer.Element(
                "p",
                "What one step of an int8 weight is worth, for each output channel. Where channels differ much, one scale for the whole "
                    + "tensor would lose the small ones.");
            writer.Element("ol", [("class", "layers channels")], () => weights.ToList().ForEach(node => WriteNode(writer, node)));
        });
    }

    private static void WriteNode(HtmlWriter writer, ReportWeights node)
    {
        writer.Element("li", [], () =>
        {
            writer.Element("span", [("class", "name")], () =>
            {
                writer.Element("b", node.Operator);
                writer.Element("span", node.Node);
            });
            writer.StretchedDrawing($"Weight scales of {node.Node} by channel", Width, Height, () =>
            {
                writer.Empty("rect", ("class", "track"), ("width", "240"), ("height", "30"));
                writer.Empty("path", ("class", "bar"), ("d", Bars(node.Scales)));
            });
            writer.Element("span", Describe(node.Scales), ("class", "number"));
        });
    }

    private static string Describe(IReadOnlyList<float> scales)
    {
        return scales.Count == 1
            ? $"{ReportText.Number(scales[0])} for all"
            : $"{scales.Count}: {ReportText.Number(scales.Min())} to {ReportText.Number(scales.Max())}";
    }

    private static string Bars(IReadOnlyList<float> scales)
    {
        var perBar = (scales.Count + MostBars - 1) / MostBars;
        double[] heights = [.. scales.Chunk(perBar).Select(channels => channels.Max() / scales.Max() * Height)];
        var path = new StringBuilder();
        var step = Width / heights.Length;
        for (var bar = 0; bar < heights.Length; bar++)
        {
            path.Append(
                CultureInfo.InvariantCulture,
                $"M{ReportText.Coordinate(bar * step)} 30v-{ReportText.Coordinate(heights[bar])}h{ReportText.Coordinate(step * 0.8)}V30z");
        }

        return path.ToString();
    }
}
