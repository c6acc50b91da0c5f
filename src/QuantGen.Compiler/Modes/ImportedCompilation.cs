using QuantGen.Compiler.Diagnostics;
using QuantGen.Compiler.Export;
using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Importing;

namespace QuantGen.Compiler.Modes;

/// <summary>Imported mode: a model that is quantized already, with the scales and weights that it has.</summary>
internal static class ImportedCompilation
{
    /// <summary>Imports a graph.</summary>
    /// <exception cref="CompilationException">The model is not quantized, or the data is wrong or misses the accuracy bound.</exception>
    public static QuantizationOutcome Run(ModelGraph graph, CompileRequest request, IProgress<CompileProgress>? progress)
    {
        if (!QuantizedModelImport.IsQuantized(graph))
        {
            throw new CompilationException(DiagnosticCatalog.ModelNotQuantized(request.PlaceOf(graph.File), graph.File));
        }

        var unknown = KeptNames.Check(graph, request).ToArray();
        var imported = QuantizedModelImport.Run(graph, node => KeptNames.Contain(request.Options, node));
        return new QuantizationOutcome
        {
            Assignment = imported.Assignment,
            FloatNodes = imported.FloatNodes,
            ToOnnx = () => ImportedExporter.Export(graph, imported.Assignment),
            Comparison = OptionalMeasurement.Run(graph, request, imported.Assignment, progress),
            Diagnostics = unknown,
        };
    }
}
