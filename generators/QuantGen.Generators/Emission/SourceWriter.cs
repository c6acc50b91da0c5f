using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace QuantGen.Generators.Emission;

/// <summary>C# text with indentation, doc comments and lists broken at a readable width.</summary>
internal sealed class SourceWriter
{
    private const int Width = 120;
    private const int Indentation = 4;

    private readonly StringBuilder _text = new();
    private int _depth;

    /// <summary>Writes one line; empty text gives an empty line.</summary>
    public void Line(string text = "")
    {
        if (text.Length > 0)
        {
            _text.Append(' ', _depth * Indentation).Append(text);
        }

        _text.Append('\n');
    }

    /// <summary>An empty line between members; none before the first.</summary>
    public void Separate()
    {
        if (_text.Length > 1 && _text[_text.Length - 2] is not ('{' or '\n'))
        {
            Line();
        }
    }

    /// <summary>Writes a header and an open brace; the brace is closed when the result is disposed.</summary>
    public IDisposable Block(string header)
    {
        Line(header);
        return Body();
    }

    /// <summary>Writes an open brace; the brace is closed when the result is disposed.</summary>
    public IDisposable Body()
    {
        Line("{");
        _depth++;
        return new Scope(this, "}");
    }

    /// <summary>Writes one element of a doc comment.</summary>
    public void Doc(string element, string content, string attributes = "")
    {
        var open = attributes.Length == 0 ? element : element + " " + attributes;
        Line($"/// <{open}>{content}</{element}>");
    }

    /// <summary>Writes <c>prefix(item, item)suffix</c>: on one line when it fits, else one item a line.</summary>
    public void Call(string prefix, IReadOnlyList<string> items, string suffix = ";")
    {
        var line = prefix + "(" + string.Join(", ", items) + ")" + suffix;
        if (_depth * Indentation + line.Length <= Width && items.All(item => !item.Contains('\n')))
        {
            Line(line);
            return;
        }

        Line(prefix + "(");
        _depth++;
        for (var i = 0; i < items.Count; i++)
        {
            Lines(items[i] + (i < items.Count - 1 ? "," : ")" + suffix));
        }

        _depth--;
    }

    /// <summary>Writes <c>prefix[value, value];</c>, as many values a line as fit.</summary>
    public void Table(string prefix, IReadOnlyList<string> values)
    {
        var line = prefix + "[" + string.Join(", ", values) + "];";
        if (_depth * Indentation + line.Length <= Width)
        {
            Line(line);
            return;
        }

        Line(prefix.TrimEnd());
        Line("[");
        _depth++;
        foreach (var row in Wrap(values))
        {
            Line(row);
        }

        _depth--;
        Line("];");
    }

    /// <summary>Writes the value of an initializer: a list, one item a line.</summary>
    public void List(IReadOnlyList<string> items)
    {
        Line("[");
        _depth++;
        foreach (var item in items)
        {
            Lines(item + ",");
        }

        _depth--;
        Line("];");
    }

    /// <summary>A nested call as one item of <see cref="Call"/>, broken into lines by the same rule.</summary>
    /// <param name="label">The name of the argument that it is, with what separates them.</param>
    /// <param name="type">What is created.</param>
    /// <param name="arguments">Its arguments.</param>
    public static string Creation(string label, string type, IReadOnlyList<string> arguments)
    {
        var line = $"new {type}({string.Join(", ", arguments)})";
        const int AssumedDepth = 4;
        return (AssumedDepth * Indentation) + label.Length + line.Length <= Width
            ? line
            : $"new {type}(\n" + string.Join(",\n", arguments.Select(Indent)) + ")";
    }

    public override string ToString()
    {
        return _text.ToString();
    }

    private void Lines(string text)
    {
        foreach (var line in text.Split('\n'))
        {
            Line(line);
        }
    }

    private static string Indent(string text)
    {
        var space = new string(' ', Indentation);
        return space + text.Replace("\n", "\n" + space);
    }

    private IEnumerable<string> Wrap(IReadOnlyList<string> values)
    {
        var row = new StringBuilder();
        foreach (var value in values)
        {
            if (row.Length > 0 && (_depth * Indentation) + row.Length + value.Length + 2 > Width)
            {
                yield return row.ToString();
                row.Clear();
            }

            row.Append(row.Length == 0 ? "" : " ").Append(value).Append(',');
        }

        if (row.Length > 0)
        {
            yield return row.ToString();
        }
    }

    private sealed class Scope(SourceWriter writer, string close) : IDisposable
    {
        public void Dispose()
        {
            writer._depth--;
            writer.Line(close);
        }
    }
}
