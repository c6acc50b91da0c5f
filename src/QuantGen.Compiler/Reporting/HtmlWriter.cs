using System.Globalization;
using System.Net;
using System.Text;

namespace QuantGen.Compiler.Reporting;

/// <summary>Writes HTML and the SVG in it. Every element is closed and every text encoded: names in a model are data.</summary>
internal sealed class HtmlWriter
{
    private readonly StringBuilder _html = new("<!DOCTYPE html>\n");

    /// <summary>An element with content.</summary>
    /// <param name="name">Its tag.</param>
    /// <param name="attributes">Names and values.</param>
    /// <param name="content">Writes what is in it.</param>
    public void Element(string name, (string Name, string Value)[] attributes, Action content)
    {
        OpenTag(name, attributes);
        _html.Append('>');
        content();
        _html.Append(CultureInfo.InvariantCulture, $"</{name}>\n");
    }

    /// <summary>An element with text in it.</summary>
    public void Element(string name, string text, params (string Name, string Value)[] attributes)
    {
        Element(name, attributes, () => _html.Append(Encode(text)));
    }

    /// <summary>An element that is always empty, such as <c>rect</c>.</summary>
    public void Empty(string name, params (string Name, string Value)[] attributes)
    {
        OpenTag(name, attributes);
        _html.Append("/>");
    }

    /// <summary>A drawing that says to everyone what it shows.</summary>
    /// <param name="title">In words, for those who do not see it.</param>
    /// <param name="width">Of its coordinates.</param>
    /// <param name="height">Of its coordinates.</param>
    /// <param name="attributes">Further ones of the <c>svg</c> element.</param>
    /// <param name="content">Writes the shapes.</param>
    public void Drawing(string title, double width, double height, (string Name, string Value)[] attributes, Action content)
    {
        var viewBox = $"0 0 {ReportText.Coordinate(width)} {ReportText.Coordinate(height)}";
        Element("svg", [("role", "img"), ("viewBox", viewBox), .. attributes], () =>
        {
            Element("title", title);
            content();
        });
    }

    /// <summary>A drawing without text in it that fills the place it gets.</summary>
    /// <inheritdoc cref="Drawing"/>
    public void StretchedDrawing(string title, double width, double height, Action content)
    {
        Drawing(title, width, height, [("preserveAspectRatio", "none")], content);
    }

    /// <summary>A style sheet of ours.</summary>
    public void Style(string css)
    {
        _html.Append(CultureInfo.InvariantCulture, $"<style>\n{css}</style>\n");
    }

    /// <summary>The page.</summary>
    public override string ToString()
    {
        return _html.ToString();
    }

    private void OpenTag(string name, (string Name, string Value)[] attributes)
    {
        _html.Append('<').Append(name);
        foreach (var (attribute, value) in attributes)
        {
            _html.Append(CultureInfo.InvariantCulture, $" {attribute}=\"{Encode(value)}\"");
        }
    }

    private static string Encode(string text)
    {
        // HTML has no way to write control characters.
        return WebUtility.HtmlEncode(string.Concat(text.Select(character => char.IsControl(character) ? '\uFFFD' : character)));
    }
}
