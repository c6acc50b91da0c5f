using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace QuantGen.Declarations;

/// <summary>One <c>[Quantize]</c> attribute and the type it stands on, as the syntax says.</summary>
/// <param name="Type">The type.</param>
/// <param name="Attribute">The attribute.</param>
/// <param name="Request">What it asks for; null when its arguments cannot be read.</param>
/// <param name="Diagnostics">What is wrong, in order of place.</param>
internal sealed record QuantizeDeclaration(
    TypeDeclarationSyntax Type, AttributeSyntax Attribute, QuantizeRequest? Request, ImmutableArray<Diagnostic> Diagnostics)
{
    /// <summary>True when a model can be built for it: it was read whole, and no diagnostic is an error.</summary>
    public bool IsValid => Request is not null && Diagnostics.All(diagnostic => diagnostic.Severity != DiagnosticSeverity.Error);
}
