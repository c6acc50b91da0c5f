namespace QuantGen.Compiler.Reporting;

/// <summary>The SQNR of each layer as a bar, in the model's order.</summary>
/// <remarks>Only the bars are drawings, and stretch: text in one would shrink with it on a phone.</remarks>
internal static class LayerChart
{
    private const int NamedWorst = 3;

    /// <summary>The bars end here at least, so that those of two models can be compared by eye.</summary>
    private const double LeastScaleDb = 60;

    public static void Write(HtmlWriter writer, IReadOnlyList<LayerAccuracy> layers)
    {
        var worst = layers.OrderBy(layer => layer.SqnrDb).Take(NamedWorst).ToHashSet();
        var scale = layers.Select(layer => layer.SqnrDb).Where(double.IsFinite).Append(LeastScaleDb).Max();
        writer.Element("section", [], () =>
        {
            writer.Element("h2", "Layers");
            writer.Element(
                "p",
                "Signal to quantization noise of what each layer computes, with the error of all before it: the longer the bar, the better. "
                    + $"Behind it, that of the error which the layer adds by itself. The {worst.Count} worst are coloured.");
            writer.Element("ol", [("class", "layers")], () =>
            {
                WriteHeadings(writer);
                foreach (var layer in layers)
                {
                    WriteLayer(writer, layer, scale, worst.Contains(layer));
                }
            });
        });
    }

    private static void WriteHeadings(HtmlWriter writer)
    {
        writer.Element("li", [("class", "headings")], () =>
        {
            writer.Element("span", "Layer");
            writer.Element("span", "");
            writer.Element("span", "SQNR", ("class", "number"));
            writer.Element("span", "By itself", ("class", "added"));
        });
    }

    private static void WriteLayer(HtmlWriter writer, LayerAccuracy layer, double scale, bool isWorst)
    {
        writer.Element("li", isWorst ? [("class", "worst")] : [], () =>
        {
            writer.Element("span", [("class", "name")], () =>
            {
                writer.Element("b", layer.Operator);
                writer.Element("span", layer.Name, ("title", $"node {layer.Node}"));
            });
            writer.StretchedDrawing($"{layer.Name}: SQNR {ReportText.Decibels(layer.SqnrDb)}", 100, 10, () =>
            {
                var share = Math.Clamp(double.IsPositiveInfinity(layer.SqnrDb) ? 1 : layer.SqnrDb / scale, 0, 1);
                writer.Empty("rect", ("class", "track"), ("width", "100"), ("height", "10"));
                writer.Empty("rect", ("class", "bar"), ("width", ReportText.Coordinate(100 * share)), ("height", "10"));
            });
            writer.Element("span", ReportText.Decibels(layer.SqnrDb), ("class", "number"));
            writer.Element("span", layer.AddedSqnrDb is { } added ? ReportText.Decibels(added) : "", ("class", "added"));
        });
    }
}
