namespace QuantGen.Compiler.Diagnostics;

/// <summary>
/// Every diagnostic that the compiler reports: one factory each. An id is never reused; each has a page <c>docs/diagnostics/ID.md</c>
/// and a test that triggers it. Ids: <c>01xx</c> files, <c>02xx</c> model and calibration, <c>09xx</c> ours (<c>00xx</c> and <c>03xx</c> are the generator's).
/// </summary>
internal static partial class DiagnosticCatalog
{
    private static Diagnostic Error(string id, DiagnosticLocation location, string message)
    {
        return new Diagnostic(id, DiagnosticSeverity.Error, message, location);
    }

    private static Diagnostic Warning(string id, DiagnosticLocation location, string message)
    {
        return new Diagnostic(id, DiagnosticSeverity.Warning, message, location);
    }
}
