namespace QuantGen.Compiler.Reporting.Sketch;

/// <summary>Draws the sketch of a graph: boxes that differ in shape and stroke by how they compute, curves between them.</summary>
internal static class SketchDrawing
{
    private const double Margin = 4;
    private const double Inset = 9;
    private const int MostCharacters = 27;

    /// <summary>Beside a tag or a figure there is room for less.</summary>
    private const int FewerCharacters = 17;

    /// <summary>Text may become this much smaller where the drawing is too wide for the page; beyond it the drawing scrolls.</summary>
    private const double SmallestScale = 0.85;

    private static readonly (SketchKind Kind, string Style, string Tag, string Words)[] Kinds =
    [
        (SketchKind.Integer, "integer", "int8", "on 8-bit tensors"),
        (SketchKind.QuantizedWeights, "weights", "weights", "quantized weights, float results"),
        (SketchKind.Table, "lookup", "table", "a table of 256 entries"),
        (SketchKind.Float, "float", "float", "in float"),
        (SketchKind.Port, "port", "", "input or output"),
    ];

    public static void Write(HtmlWriter writer, SketchGraph graph, string title)
    {
        var sketch = SketchFolding.Fold(graph);
        var layout = SketchLayout.Of(sketch);
        var (width, height) = (layout.Width + (2 * Margin), layout.Height + (2 * Margin));
        writer.Element("section", [], () =>
        {
            writer.Element("h2", "Graph");
            WriteLegend(writer, sketch);
            writer.Element("div", [("class", "sketch"), ("tabindex", "0"), ("role", "group"), ("aria-label", "Graph")], () =>
            {
                var size = $"width:{ReportText.Coordinate(width)}px;max-width:max(100%,{ReportText.Coordinate(width * SmallestScale)}px)";
                writer.Drawing(title, width, height, [("style", size)], () =>
                    writer.Element("g", [("transform", $"translate({Margin} {Margin})")], () =>
                    {
                        layout.Lines.ToList().ForEach(line => WriteLine(writer, [.. line.Select(place => layout.Places[place])]));
                        sketch.Nodes.Zip(layout.Places).ToList().ForEach(box => WriteBox(writer, box.First, box.Second));
                    }));
            });
        });
    }

    private static void WriteLegend(HtmlWriter writer, SketchGraph sketch)
    {
        var used = sketch.Nodes.Select(node => node.Kind).ToHashSet();
        writer.Element("ul", [("class", "legend")], () =>
        {
            foreach (var (_, style, _, words) in Kinds.Where(kind => used.Contains(kind.Kind)))
            {
                writer.Element("li", [], () =>
                {
                    writer.Drawing(words, 30, 18, [], () => WriteFrame(writer, style, 1, 1, 28, 16, isFolded: false));
                    writer.Element("span", words);
                });
            }
        });
    }

    private static void WriteLine(HtmlWriter writer, SketchLayout.Place[] places)
    {
        var path = $"M{ReportText.Coordinate(places[0].X)} {ReportText.Coordinate(places[0].Top + SketchLayout.BoxHeight)}";
        foreach (var (upper, lower) in places.Zip(places.Skip(1)))
        {
            // Curves between layers, a straight line past the boxes of one.
            var (start, end) = (upper.Top + SketchLayout.BoxHeight, lower.Top);
            var middle = ReportText.Coordinate((start + end) / 2);
            var (from, to) = (ReportText.Coordinate(upper.X), ReportText.Coordinate(lower.X));
            path += $"C{from} {middle} {to} {middle} {to} {ReportText.Coordinate(end)}";
            path += lower.IsBox ? "" : $"v{ReportText.Coordinate(SketchLayout.BoxHeight)}";
        }

        var tip = places[^1];
        writer.Empty("path", ("class", "edge"), ("d", path));
        writer.Empty("path", ("class", "tip"), ("d", $"M{ReportText.Coordinate(tip.X)} {ReportText.Coordinate(tip.Top)}l-3.5 -6h7z"));
    }

    private static void WriteBox(HtmlWriter writer, SketchNode node, SketchLayout.Place place)
    {
        var (_, style, tag, _) = Kinds.First(kind => kind.Kind == node.Kind);
        var (left, right) = (place.X - (SketchLayout.BoxWidth / 2), place.X + (SketchLayout.BoxWidth / 2));
        writer.Element("g", [], () =>
        {
            writer.Element("title", node.Title);
            WriteFrame(writer, style, left, place.Top, SketchLayout.BoxWidth, SketchLayout.BoxHeight, node.Operators.Count > 1);
            WriteText(writer, "label", left + Inset, place.Top + 17, Shorten(node.Label, FewerCharacters));
            WriteText(writer, "tag end", right - Inset, place.Top + 17, tag);
            WriteText(writer, "tag", left + Inset, place.Top + 32, Shorten(node.Detail, node.SqnrDb is null ? MostCharacters : FewerCharacters));
            WriteText(writer, "tag end", right - Inset, place.Top + 32, node.SqnrDb is { } decibels ? ReportText.Decibels(decibels) : "");
        });
    }

    private static void WriteFrame(HtmlWriter writer, string style, double left, double top, double width, double height, bool isFolded)
    {
        // A second frame behind the first looks like a stack.
        foreach (var offset in isFolded ? new[] { 3.0, 0 } : [0])
        {
            writer.Empty(
                "rect",
                ("class", $"box {style}"),
                ("x", ReportText.Coordinate(left + offset)),
                ("y", ReportText.Coordinate(top + offset)),
                ("width", ReportText.Coordinate(width)),
                ("height", ReportText.Coordinate(height)),
                ("rx", ReportText.Coordinate(style == "port" ? height / 2 : style == "float" ? 0 : 5)));
        }
    }

    private static void WriteText(HtmlWriter writer, string style, double x, double y, string text)
    {
        if (text.Length > 0)
        {
            writer.Element("text", text, ("class", style), ("x", ReportText.Coordinate(x)), ("y", ReportText.Coordinate(y)));
        }
    }

    private static string Shorten(string text, int most)
    {
        return text.Length <= most ? text : string.Concat(text.AsSpan(0, most - 1), "…");
    }
}
