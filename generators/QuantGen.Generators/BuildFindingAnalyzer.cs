using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using QuantGen.Declarations;
using QuantGen.Findings;

namespace QuantGen.Generators;

/// <summary>
/// Shows in an editor what the last build found wrong with a declaration, where a change of the attribute answers it. The build itself has reported
/// it already, so it hands its findings to the compiler in design-time builds alone.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class BuildFindingAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = FindingDescriptors.All;

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(start =>
        {
            var files = start.Options.AdditionalFiles.Where(file => Path.GetFileName(file.Path) == BuildFinding.FileName);
            var findings = files
                .SelectMany(file => BuildFinding.ParseAll(file.GetText(start.CancellationToken)?.ToString() ?? ""))
                .ToLookup(finding => finding.ClassName);
            DeclarationActions.Register(start, (declaration, report) => Analyze(declaration, findings, report));
        });
    }

    private static void Analyze(QuantizeDeclaration declaration, ILookup<string, BuildFinding> findings, Action<Diagnostic> report)
    {
        if (declaration is not { IsValid: true, Request: { } request })
        {
            return;
        }

        var found = findings[request.ClassName].Where(finding => IsCurrent(finding, request)).ToList();
        foreach (var finding in found)
        {
            if (FindingDescriptors.Find(finding.Id) is { } descriptor)
            {
                report(Diagnostic.Create(descriptor, PlaceOf(declaration.Attribute, finding.Fix), FixProperties.Of(finding.Fix), finding.Message));
            }
        }

        // This needs no build to be seen.
        if (request is { Mode: "Static", Calibration: null, ScaleTable: null } && found.All(finding => finding.Id != FindingDescriptors.NoCalibration.Id))
        {
            var fix = new AttributeFix(ArgumentEdit.Set, nameof(request.Calibration), Proposed: "calibration.csv");
            var message = $"Static quantization of '{request.ClassName}' needs calibration data: add Calibration, or choose QuantizationMode.Dynamic";
            report(Diagnostic.Create(FindingDescriptors.NoCalibration, declaration.Attribute.GetLocation(), FixProperties.Of(fix), message));
        }
    }

    /// <summary>
    /// Whether a finding is about what is written there now. A path that leads nowhere does so whatever the other arguments are; all else may depend on
    /// any of them.
    /// </summary>
    private static bool IsCurrent(BuildFinding finding, QuantizeRequest request)
    {
        var path = finding.Fix.Argument switch
        {
            nameof(request.Model) => request.Model,
            nameof(request.Calibration) => request.Calibration,
            _ => null,
        };
        return finding.RequestHash == request.Hash || (path is not null && path == finding.Fix.Given);
    }

    /// <summary>The element of a list, the argument's value, or the whole attribute where the argument is not written.</summary>
    private static Location PlaceOf(AttributeSyntax attribute, AttributeFix fix)
    {
        var value = AttributeArguments.Find(attribute, fix.Argument)?.Expression;
        SyntaxNode? element = value is null ? null : AttributeArguments.Elements(value).FirstOrDefault(element => AttributeArguments.IsText(element, fix.Given));
        return (element ?? value ?? (SyntaxNode)attribute).GetLocation();
    }
}
