using System.Globalization;
using QuantGen.Findings;

namespace QuantGen.Compiler.Diagnostics;

/// <summary>How severe a diagnostic is.</summary>
public enum DiagnosticSeverity
{
    /// <summary>Worth knowing; the build goes on.</summary>
    Info,

    /// <summary>Probably not what the user wants; the build goes on.</summary>
    Warning,

    /// <summary>The build fails.</summary>
    Error,
}

/// <summary>Where a diagnostic points: a file, and a line and column when the file is text (1-based, 0 for none).</summary>
public readonly record struct DiagnosticLocation(string File, int Line = 0, int Column = 0);

/// <summary>Something to tell the user: an id with a page under <c>docs/diagnostics</c>, a place, and what to do.</summary>
/// <param name="Id"><c>QG</c> and four digits.</param>
/// <param name="Severity">How severe.</param>
/// <param name="Message">What is wrong, where in the model, and what to do, in one or two sentences.</param>
/// <param name="Location">The file it is about.</param>
public sealed record Diagnostic(string Id, DiagnosticSeverity Severity, string Message, DiagnosticLocation Location)
{
    /// <summary>The argument of the attribute that would answer it; null when none would.</summary>
    internal AttributeFix? Fix { get; init; }

    /// <summary>The canonical form that MSBuild and editors understand: <c>data.csv(14,3): error QG0225: ...</c>.</summary>
    public override string ToString()
    {
        var severity = Severity switch
        {
            DiagnosticSeverity.Error => "error",
            DiagnosticSeverity.Warning => "warning",
            _ => "info",
        };
        var place = Location switch
        {
            { Line: > 0, Column: > 0 } => string.Create(CultureInfo.InvariantCulture, $"{Location.File}({Location.Line},{Location.Column})"),
            { Line: > 0 } => string.Create(CultureInfo.InvariantCulture, $"{Location.File}({Location.Line})"),
            _ => Location.File,
        };
        // A line break would end the diagnostic for MSBuild.
        var message = Message.ReplaceLineEndings(" ");
        return $"{place}: {severity} {Id}: {message}";
    }
}
