using System.Globalization;
using QuantGen.Compiler;
using QuantGen.Compiler.Diagnostics;

namespace QuantGen.Tool.Building;

/// <summary>What a build prints: diagnostics in MSBuild's canonical form, and a line for each model.</summary>
internal sealed class BuildLog(TextWriter output)
{
    /// <summary>Prints diagnostics.</summary>
    public void Report(IReadOnlyList<Diagnostic> diagnostics)
    {
        Repeat(diagnostics.Select(diagnostic => diagnostic.ToString()));
    }

    /// <summary>Prints diagnostics of an earlier run.</summary>
    public void Repeat(IEnumerable<string> diagnostics)
    {
        foreach (var diagnostic in diagnostics)
        {
            output.WriteLine(diagnostic);
        }
    }

    /// <summary>Prints a line about a model.</summary>
    public void Say(string className, string message)
    {
        output.WriteLine($"QuantGen: {className}: {message}");
    }

    /// <summary>Prints what came out of a model, and how long it took.</summary>
    public void Compiled(string className, CompileResult result, long modelBytes, TimeSpan time)
    {
        var accuracy = result.Accuracy is { Outputs.Count: > 0 } report ? Describe(report) + ", " : "";
        var size = $"{Kilobytes(result.Weights.Length)} of weights (model: {Kilobytes(modelBytes)})";
        Say(className, string.Create(CultureInfo.InvariantCulture, $"{accuracy}{size}, {time.TotalSeconds:0.0} s"));
    }

    /// <summary>The worst output: it is what the user will notice.</summary>
    private static string Describe(AccuracyReport report)
    {
        var sqnr = report.Outputs.Min(output => output.SqnrDb);
        var value = double.IsInfinity(sqnr) ? "exact" : string.Create(CultureInfo.InvariantCulture, $"SQNR {sqnr:0.0} dB");
        return $"int8 {value} on {report.Samples}{(report.HeldOut ? " held-out" : "")} {(report.Samples == 1 ? "sample" : "samples")}";
    }

    private static string Kilobytes(long bytes)
    {
        return string.Create(CultureInfo.InvariantCulture, $"{(bytes + 1023) / 1024} KB");
    }
}
