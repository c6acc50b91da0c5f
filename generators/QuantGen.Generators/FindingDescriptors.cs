using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using QuantGen.Declarations;

namespace QuantGen.Generators;

/// <summary>
/// The diagnostics of the build that a change of the attribute answers, as an editor shows them: warnings, because only the next build tells for
/// certain. The message is the build's.
/// </summary>
internal static class FindingDescriptors
{
    public static readonly DiagnosticDescriptor ModelMissing = new(
        "QG0101",
        "The model does not exist",
        "{0}",
        DeclarationDescriptors.Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: DeclarationDescriptors.HelpLinkBase + "QG0101.md");

    public static readonly DiagnosticDescriptor NotQuantized = new(
        "QG0207",
        "The model is not quantized",
        "{0}",
        DeclarationDescriptors.Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: DeclarationDescriptors.HelpLinkBase + "QG0207.md");

    public static readonly DiagnosticDescriptor AlreadyQuantized = new(
        "QG0208",
        "The model is already quantized",
        "{0}",
        DeclarationDescriptors.Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: DeclarationDescriptors.HelpLinkBase + "QG0208.md");

    public static readonly DiagnosticDescriptor NotExact = new(
        "QG0211",
        "A node cannot be computed exactly in int32",
        "{0}",
        DeclarationDescriptors.Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: DeclarationDescriptors.HelpLinkBase + "QG0211.md");

    public static readonly DiagnosticDescriptor NameUnknown = new(
        "QG0212",
        "A name to keep in float is not in the model",
        "{0}",
        DeclarationDescriptors.Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: DeclarationDescriptors.HelpLinkBase + "QG0212.md");

    public static readonly DiagnosticDescriptor ScaleMixesBatch = new(
        "QG0213",
        "One scale for all samples of a batch",
        "{0}",
        DeclarationDescriptors.Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: DeclarationDescriptors.HelpLinkBase + "QG0213.md");

    public static readonly DiagnosticDescriptor NoCalibration = new(
        "QG0221",
        "Static quantization needs calibration data",
        "{0}",
        DeclarationDescriptors.Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: DeclarationDescriptors.HelpLinkBase + "QG0221.md");

    public static readonly DiagnosticDescriptor CalibrationMissing = new(
        "QG0222",
        "The calibration data does not exist",
        "{0}",
        DeclarationDescriptors.Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: DeclarationDescriptors.HelpLinkBase + "QG0222.md");

    public static ImmutableArray<DiagnosticDescriptor> All { get; } =
        [ModelMissing, NotQuantized, AlreadyQuantized, NotExact, NameUnknown, ScaleMixesBatch, NoCalibration, CalibrationMissing];

    /// <summary>The descriptor of an id, or null.</summary>
    public static DiagnosticDescriptor? Find(string id)
    {
        return All.FirstOrDefault(descriptor => descriptor.Id == id);
    }
}
