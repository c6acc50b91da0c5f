using System;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using QuantGen.Plan;

namespace QuantGen.Generators.Pipeline;

/// <summary>
/// A plan among the additional files. Equal when path and text are: what is read from the text follows from it.
/// </summary>
internal sealed class PlanFile : IEquatable<PlanFile>
{
    private readonly string _text;

    public PlanFile(string path, string text)
    {
        (Path, _text) = (path, text);
        try
        {
            Plan = PlanParser.Parse(text);
        }
        catch (PlanFormatException exception)
        {
            Error = exception;
        }
    }

    public string Path { get; }

    /// <summary>The plan, or null when its text is malformed.</summary>
    public PlanDocument? Plan { get; }

    /// <summary>What is wrong with the text, or null.</summary>
    public PlanFormatException? Error { get; }

    public static bool IsPlan(AdditionalText file)
    {
        return file.Path.EndsWith(".qplan", StringComparison.OrdinalIgnoreCase);
    }

    public static PlanFile Read(AdditionalText file, CancellationToken cancellation)
    {
        return new PlanFile(file.Path, file.GetText(cancellation)?.ToString() ?? "");
    }

    /// <summary>The place of <see cref="Error"/>.</summary>
    public SourcePlace ErrorPlace()
    {
        var position = new LinePosition(Error!.Line - 1, Error.Column - 1);
        return new SourcePlace(Path, default, new LinePositionSpan(position, position));
    }

    public bool Equals(PlanFile? other)
    {
        return other is not null && Path == other.Path && _text == other._text;
    }

    public override bool Equals(object? obj)
    {
        return Equals(obj as PlanFile);
    }

    public override int GetHashCode()
    {
        return StringComparer.Ordinal.GetHashCode(_text);
    }
}
