using QuantGen.Compiler.Diagnostics;
using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Importing;

namespace QuantGen.Compiler.Modes;

/// <summary>Decides how each node of a graph is computed.</summary>
/// <param name="graph">Inferred and normalized.</param>
/// <param name="request">What to compile, and how.</param>
/// <param name="progress">Told how far it is; may be null.</param>
/// <exception cref="CompilationException">The data or the request is wrong, or the result misses the accuracy bound.</exception>
internal delegate QuantizationOutcome ModeCompilation(ModelGraph graph, CompileRequest request, IProgress<CompileProgress>? progress);

/// <summary>The modes that can be compiled: all that tells one from another.</summary>
internal static class QuantizationModes
{
    private static readonly Dictionary<QuantizationMode, ModeCompilation> All = new()
    {
        [QuantizationMode.Static] = StaticCompilation.Run,
        [QuantizationMode.Dynamic] = DynamicCompilation.Run,
        [QuantizationMode.WeightOnly] = WeightOnlyCompilation.Run,
        [QuantizationMode.Imported] = ImportedCompilation.Run,
    };

    /// <inheritdoc cref="ModeCompilation"/>
    public static QuantizationOutcome Run(ModelGraph graph, CompileRequest request, IProgress<CompileProgress>? progress)
    {
        if (request.Options.Mode != QuantizationMode.Imported && QuantizedModelImport.FindQuantizedActivation(graph) is { } node)
        {
            throw new CompilationException(DiagnosticCatalog.ModelAlreadyQuantized(
                request.PlaceOf(graph.File), graph.File, request.Options.Mode.ToString(), node.Name));
        }

        return All[request.Options.Mode](graph, request, progress);
    }
}
