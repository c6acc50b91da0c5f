using System.Globalization;
using QuantGen.Compiler;
using QuantGen.Compiler.Modes;
using QuantGen.Tool.CommandLine;

namespace QuantGen.Tool.Commands;

/// <summary>What <c>quantgen compare</c> prints for a person.</summary>
internal static class ComparisonPage
{
    public static void Print(ComparisonRequest request, ComparisonOutcome outcome, TextWriter writer)
    {
        var result = outcome.Result;
        var form = QuantizedForm.Name(request.Compile.Options);
        writer.WriteLine($"{request.Compile.ModelPath}: {form} against float on {result.Samples} {(result.Samples == 1 ? "sample" : "samples")}");
        writer.WriteLine();
        PrintOutputs(result.Outputs, writer);
        if (result.TopOne is { } topOne)
        {
            writer.WriteLine();
            PrintClasses(topOne, form, writer);
        }

        writer.WriteLine();
        PrintLayers(result.Layers, writer);
        foreach (var node in outcome.FloatNodes)
        {
            writer.WriteLine($"Kept in float: {node.Name} ({node.Operator}), {node.Reason}.");
        }

        if (request.ReportPath is { } report)
        {
            writer.WriteLine();
            writer.WriteLine($"Report: {report}");
        }
    }

    private static void PrintOutputs(IReadOnlyList<OutputAccuracy> outputs, TextWriter writer)
    {
        var table = new TextTable("output", ">SQNR", ">cosine", ">largest error", ">KL mean", ">KL 99 %");
        foreach (var output in outputs)
        {
            table.Add(
                output.Name,
                Decibels(output.SqnrDb),
                output.Cosine?.ToString("0.00000", CultureInfo.InvariantCulture) ?? "-",
                Number(output.LargestError),
                Number(output.DivergenceMean),
                Number(output.DivergenceP99));
        }

        table.Write(writer);
    }

    private static void PrintClasses(TopOneAccuracy topOne, string form, TextWriter writer)
    {
        writer.WriteLine(FormattableString.Invariant(
            $"  same class: {100 * topOne.Agreement:0.0} % of {topOne.Samples}, {topOne.Flips} {(topOne.Flips == 1 ? "flip" : "flips")}"));
        if (topOne is { FloatShare: { } inFloat, QuantizedShare: { } quantized })
        {
            writer.WriteLine(FormattableString.Invariant($"  accuracy: {100 * inFloat:0.0} % float, {100 * quantized:0.0} % {form}"));
        }
    }

    private static void PrintLayers(IReadOnlyList<LayerAccuracy> layers, TextWriter writer)
    {
        var table = new TextTable("layer", "operator", ">SQNR", ">by itself", ">largest error");
        foreach (var layer in layers)
        {
            var added = layer.AddedSqnrDb is { } decibels ? Decibels(decibels) : "-";
            table.Add(layer.Name, layer.Operator, Decibels(layer.SqnrDb), added, Number(layer.LargestError));
        }

        table.Write(writer);
    }

    private static string Decibels(double value)
    {
        return double.IsPositiveInfinity(value) ? "exact"
            : double.IsNegativeInfinity(value) ? "no signal"
            : string.Create(CultureInfo.InvariantCulture, $"{value:0.0} dB");
    }

    private static string Number(double? value)
    {
        return value?.ToString("G3", CultureInfo.InvariantCulture) ?? "-";
    }
}
