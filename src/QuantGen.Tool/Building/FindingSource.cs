using QuantGen.Compiler.Diagnostics;
using QuantGen.Findings;
using QuantGen.Tool.Declarations;

namespace QuantGen.Tool.Building;

/// <summary>Turns the compiler's diagnostics that a change of the attribute would answer into findings for the editor.</summary>
internal static class FindingSource
{
    public static IEnumerable<BuildFinding> Of(Declaration declaration, string projectDirectory, IEnumerable<Diagnostic> diagnostics)
    {
        var request = declaration.Request;
        foreach (var diagnostic in diagnostics)
        {
            if (diagnostic.Fix is { } fix)
            {
                var proposed = fix is { Edit: ArgumentEdit.Set, Proposed: "" } ? ProposePath(declaration, projectDirectory, fix) : fix;
                yield return new BuildFinding(request.ClassName, request.Hash, diagnostic.Id, diagnostic.Message, proposed);
            }
        }
    }

    /// <summary>The compiler knows that a file is missing; which other one the attribute could name depends on the project.</summary>
    private static AttributeFix ProposePath(Declaration declaration, string projectDirectory, AttributeFix fix)
    {
        var (request, files) = (declaration.Request, new ProjectFiles(projectDirectory));
        var path = fix.Argument == nameof(request.Model) ? files.Nearest(request.Model, ProjectFiles.Models)
            : request.Calibration is { } data ? files.Nearest(data, ProjectFiles.Data)
            : files.Likeliest("calibration", ProjectFiles.Data);
        var given = fix.Argument == nameof(request.Model) ? request.Model : request.Calibration ?? "";
        return path is null ? fix with { Edit = ArgumentEdit.None, Given = given } : fix with { Given = given, Proposed = path };
    }
}
