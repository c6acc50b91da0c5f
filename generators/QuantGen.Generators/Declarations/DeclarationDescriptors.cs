using Microsoft.CodeAnalysis;
using QuantGen.Findings;

namespace QuantGen.Declarations;

/// <summary>
/// <c>QG00xx</c>: what can be wrong with a <c>[Quantize]</c> declaration. Each id has a page under <c>docs/diagnostics</c>.
/// </summary>
internal static class DeclarationDescriptors
{
    public const string Category = "QuantGen";

    /// <summary>Where the pages are: this, the id, and <c>.md</c>.</summary>
    public const string HelpLinkBase = DocumentationLinks.Root + "diagnostics/";

    public static readonly DiagnosticDescriptor NotPartial = new(
        "QG0001",
        "A quantized class must be partial",
        "'{0}' must be partial: the generator writes its other half",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: HelpLinkBase + "QG0001.md");

    public static readonly DiagnosticDescriptor ContainingTypeNotPartial = new(
        "QG0002",
        "A type that holds a quantized class must be partial",
        "'{0}' must be partial: it holds the quantized class '{1}'",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: HelpLinkBase + "QG0002.md");

    public static readonly DiagnosticDescriptor NotLiteral = new(
        "QG0004",
        "An argument of [Quantize] must be a literal",
        "'{0}' must be {1}: the build reads the attribute before the code is compiled",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: HelpLinkBase + "QG0004.md");

    public static readonly DiagnosticDescriptor KindNotSupported = new(
        "QG0005",
        "The type cannot be a quantized class",
        "'{0}' cannot be quantized because it is {1}; declare a partial class that can be created with new",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: HelpLinkBase + "QG0005.md");

    public static readonly DiagnosticDescriptor OutOfRange = new(
        "QG0006",
        "An argument of [Quantize] is out of range",
        "'{0}' must be {1}",
        Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: HelpLinkBase + "QG0006.md");

    public static readonly DiagnosticDescriptor NotUsed = new(
        "QG0007",
        "An argument of [Quantize] has no effect",
        "'{0}' has no effect with {1}; remove it",
        Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: HelpLinkBase + "QG0007.md");
}
