using QuantGen.Compiler.Accuracy;
using QuantGen.Compiler.Calibration.Data;
using QuantGen.Compiler.Diagnostics;
using QuantGen.Compiler.Execution;
using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Quantization;

namespace QuantGen.Compiler.Modes;

/// <summary>For the modes that need no calibration data: where it is given all the same, what quantization costs is measured on all of it.</summary>
internal static class OptionalMeasurement
{
    /// <summary>Measures; null without data.</summary>
    /// <exception cref="CompilationException">The data is wrong, or an output misses the accuracy bound.</exception>
    public static ComparisonResult? Run(
        ModelGraph graph, CompileRequest request, QuantizationAssignment assignment, IProgress<CompileProgress>? progress)
    {
        if (request.CalibrationPath is not { } path)
        {
            return null;
        }

        var source = CalibrationSource.Open(path);
        using var runner = new ModelRunner(graph, QuantizationAssignment.Float());
        var result = ModelComparison.Run(graph, runner, assignment, source.Read(runner.Inputs), labels: null, progress);
        AccuracyBound.Check(request, result);
        return result;
    }
}
