using System.Globalization;
using QuantGen.Compiler;
using QuantGen.Compiler.Modes;
using QuantGen.Tool.CommandLine;

namespace QuantGen.Tool.Commands;

/// <summary>What <c>quantgen quantize</c> prints: what was lost, what was gained.</summary>
internal static class QuantizationSummary
{
    public static void Print(OnnxQuantizationRequest request, OnnxQuantizationResult result, TimeSpan time, TextWriter writer)
    {
        writer.WriteLine($"{request.ModelPath} -> {request.OutputPath}");
        var smaller = (double)result.ModelBytes / result.OutputBytes;
        Print(writer, $"size: {Bytes.Text(result.ModelBytes)} -> {Bytes.Text(result.OutputBytes)} ({smaller:0.0} times smaller)");
        Print(writer, $"{QuantizedForm.Name(request.Options)}: {result.QuantizedOperators} of {result.Operators} operators, after folding and merging");
        Print(writer, $"time: {time.TotalSeconds:0.0} s");
        writer.WriteLine();
        if (result.Accuracy is { } accuracy)
        {
            PrintAccuracy(accuracy, writer);
        }
        else
        {
            writer.WriteLine(request.ScaleTablePath is { } table
                ? $"The ranges are those of {table}: nothing was measured."
                : "Nothing was measured: --calibration DATA gives samples to measure on.");
        }

        if (request.Options is { Mode: QuantizationMode.Dynamic, ActivationScale: ActivationScale.PerRow })
        {
            writer.WriteLine("In the file a whole tensor has one scale: ONNX cannot say one for each row, which generated code computes with.");
        }
    }

    private static void PrintAccuracy(AccuracyReport accuracy, TextWriter writer)
    {
        var samples = accuracy.Samples == 1 ? "sample" : "samples";
        var origin = accuracy.HeldOut ? "held out of calibration" : "of the calibration: too few to hold any out";
        writer.WriteLine($"Against float on {accuracy.Samples} {samples} {origin}:");
        var table = new TextTable("output", ">SQNR", ">largest error");
        foreach (var output in accuracy.Outputs)
        {
            table.Add(output.Name, Decibels(output.SqnrDb), output.LargestError.ToString("G3", CultureInfo.InvariantCulture));
        }

        table.Write(writer);
        foreach (var node in accuracy.FloatNodes)
        {
            writer.WriteLine($"Kept in float: {node.Name} ({node.Operator}), {node.Reason}.");
        }
    }

    private static string Decibels(double value)
    {
        return double.IsPositiveInfinity(value) ? "exact" : string.Create(CultureInfo.InvariantCulture, $"{value:0.0} dB");
    }

    private static void Print(TextWriter writer, FormattableString line)
    {
        writer.WriteLine("  " + FormattableString.Invariant(line));
    }
}
