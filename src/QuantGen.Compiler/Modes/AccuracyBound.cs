using QuantGen.Compiler.Accuracy;
using QuantGen.Compiler.Diagnostics;

namespace QuantGen.Compiler.Modes;

/// <summary>The SQNR that a request demands of every output: 0 demands nothing, also where the noise is larger than the output.</summary>
internal static class AccuracyBound
{
    /// <summary>Checks what a build measured.</summary>
    /// <exception cref="CompilationException">An output misses the bound.</exception>
    public static void Check(CompileRequest request, ComparisonResult result)
    {
        if (FindMissed(request, result, "held-out samples") is { } missed)
        {
            throw new CompilationException(missed);
        }
    }

    /// <summary>What to tell the user of the first output that misses the bound; null when none does.</summary>
    /// <param name="request">The bound.</param>
    /// <param name="result">What was measured.</param>
    /// <param name="samples">On what, in words.</param>
    public static Diagnostic? FindMissed(CompileRequest request, ComparisonResult result, string samples)
    {
        var bound = request.Options.MinimumSqnr;
        return result.Outputs.FirstOrDefault(output => bound > 0 && output.SqnrDb < bound) is { } missed
            ? DiagnosticCatalog.AccuracyBelowBound(request.Declaration, missed, samples, bound, [.. result.Layers.OrderBy(layer => layer.SqnrDb).Take(3)])
            : null;
    }
}
