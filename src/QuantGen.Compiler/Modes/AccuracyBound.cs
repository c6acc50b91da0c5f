using QuantGen.Compiler.Accuracy;
using QuantGen.Compiler.Diagnostics;

namespace QuantGen.Compiler.Modes;

/// <summary>The SQNR that a request demands of every output.</summary>
internal static class AccuracyBound
{
    /// <summary>Checks a measurement.</summary>
    /// <exception cref="CompilationException">An output misses the bound.</exception>
    public static void Check(CompileRequest request, ComparisonResult result)
    {
        foreach (var output in result.Outputs.Where(output => output.SqnrDb < request.Options.MinimumSqnr))
        {
            var worst = result.Layers.OrderBy(layer => layer.SqnrDb).Take(3);
            throw new CompilationException(DiagnosticCatalog.AccuracyBelowBound(
                request.Declaration, output, request.Options.MinimumSqnr, [.. worst]));
        }
    }
}
