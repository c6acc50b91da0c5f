using QuantGen.Compiler.Export;
using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Quantization.Compression;

namespace QuantGen.Compiler.Modes;

/// <summary>Weight-only mode: weights stored in fewer bits, everything computed in float. It needs no data; where some is given, the result is measured.</summary>
internal static class WeightOnlyCompilation
{
    /// <inheritdoc cref="ModeCompilation"/>
    public static QuantizationOutcome Run(ModelGraph graph, CompileRequest request, IProgress<CompileProgress>? progress)
    {
        var (assignment, floatNodes) = WeightOnlyQuantizer.Quantize(graph, request.Options);
        return new QuantizationOutcome
        {
            Assignment = assignment,
            FloatNodes = floatNodes,
            Comparison = OptionalMeasurement.Run(graph, request, assignment, progress),
            IsHeldOut = true,
            ToOnnx = () => WeightOnlyExporter.Export(graph, assignment),
            Diagnostics = [.. KeptNames.Check(graph, request)],
        };
    }
}
