using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using QuantGen.Declarations;

namespace QuantGen.Generators.Pipeline;

/// <summary><c>QG03xx</c>: a plan against the code, as a value that the pipeline can compare.</summary>
internal sealed record PlanDiagnostic(DiagnosticDescriptor Descriptor, SourcePlace Place, EquatableArray<string> Arguments)
{
    public static readonly DiagnosticDescriptor Missing = new(
        "QG0301",
        "The class has no plan",
        "There is no plan for '{0}': build the project, and look for errors of quantgen before this one; "
            + "if there are none, this project needs a reference of its own to the package QuantGen",
        DeclarationDescriptors.Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: DeclarationDescriptors.HelpLinkBase + "QG0301.md");

    public static readonly DiagnosticDescriptor Stale = new(
        "QG0302",
        "The plan answers another declaration",
        "The plan for '{0}' was made before [Quantize] was last changed: build the project to make it again",
        DeclarationDescriptors.Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: DeclarationDescriptors.HelpLinkBase + "QG0302.md");

    public static readonly DiagnosticDescriptor Malformed = new(
        "QG0303",
        "A plan cannot be read",
        "The plan is damaged: {0}; delete it and build again",
        DeclarationDescriptors.Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: DeclarationDescriptors.HelpLinkBase + "QG0303.md");

    public static readonly DiagnosticDescriptor UnknownVersion = new(
        "QG0304",
        "A plan has an unknown version",
        "The plan was written by another version of QuantGen: {0}; delete it and build again",
        DeclarationDescriptors.Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: DeclarationDescriptors.HelpLinkBase + "QG0304.md");

    /// <summary>What is wrong with a plan's text.</summary>
    public static PlanDiagnostic? ForFile(PlanFile file)
    {
        return file.Error is { } error
            ? new PlanDiagnostic(error.IsUnknownVersion ? UnknownVersion : Malformed, file.ErrorPlace(), new([error.Reason]))
            : null;
    }

    /// <summary>
    /// What is wrong between a declaration and the plans. While a plan is unreadable, none is said to be missing: it may be that
    /// one.
    /// </summary>
    public static PlanDiagnostic? ForDeclaration(LocatedDeclaration located, ImmutableArray<PlanFile> files)
    {
        var declaration = located.Declaration;
        if (PlannedModel.Find(declaration, files) is not { } model)
        {
            return files.Any(file => file.Error is not null) ? null : new(Missing, located.Attribute, new([declaration.ClassName]));
        }

        return model.File.Plan!.Request == declaration.RequestHash
            ? null
            : new(Stale, located.Attribute, new([declaration.ClassName]));
    }

    public Diagnostic ToDiagnostic(Compilation compilation)
    {
        return Diagnostic.Create(Descriptor, Place.ToLocation(compilation), [.. Arguments]);
    }
}
