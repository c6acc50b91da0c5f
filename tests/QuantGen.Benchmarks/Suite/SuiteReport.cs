using System.Globalization;
using System.Text.Json;
using QuantGen.Tool.Benchmarking;
using QuantGen.Tool.CommandLine;

namespace QuantGen.Benchmarks.Suite;

/// <summary>A model in a mode with a number of threads: medians in microseconds of one run.</summary>
/// <param name="Model">Its name.</param>
/// <param name="Mode">As the attribute takes it.</param>
/// <param name="Threads">Of both engines.</param>
/// <param name="OursUs">QuantGen.</param>
/// <param name="OrtFloatUs">ONNX Runtime on the model as it is.</param>
/// <param name="OrtStaticUs">On our QDQ export; null where the mode has none.</param>
/// <param name="OrtDynamicUs">With its matrix products quantized while running; null where it has none.</param>
/// <param name="Ratio">ONNX Runtime's fastest divided by QuantGen: above 1, QuantGen is faster.</param>
internal sealed record SuiteRow(
    string Model, string Mode, int Threads, double OursUs, double OrtFloatUs, double? OrtStaticUs, double? OrtDynamicUs, double Ratio);

/// <summary>What one process measured, as it tells the one that started it.</summary>
/// <param name="Rows">Medians and minima of each measurement.</param>
/// <param name="Failures">What was not measured, and why.</param>
internal sealed record SuitePart(List<SuiteMeasurement> Rows, List<string> Failures);

/// <summary>A model in a mode with a number of threads.</summary>
internal sealed record SuiteMeasurement(SuiteRow Medians, SuiteRow Minima);

/// <summary>The results of a benchmark of models.</summary>
/// <param name="processor">What it ran on.</param>
internal sealed class SuiteReport(string processor)
{
    private static readonly JsonSerializerOptions JsonOptions = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, WriteIndented = true };

    private readonly List<SuiteMeasurement> _rows = [];
    private readonly List<string> _failures = [];

    /// <summary>Writes what was added to a file.</summary>
    public void WritePart(string path)
    {
        File.WriteAllText(path, JsonSerializer.Serialize(new SuitePart(_rows, _failures), JsonOptions));
    }

    /// <summary>Adds what another process wrote with <see cref="WritePart"/>.</summary>
    public void AddPart(string path)
    {
        var part = JsonSerializer.Deserialize<SuitePart>(File.ReadAllText(path), JsonOptions)!;
        _rows.AddRange(part.Rows);
        _failures.AddRange(part.Failures);
    }

    /// <summary>Adds a measurement that has ONNX Runtime's.</summary>
    public void Add(string model, QuantizationMode mode, BenchResult result)
    {
        _rows.Add(new SuiteMeasurement(
            Row(result.MedianMicroseconds, peer => peer.MedianMicroseconds), Row(result.MinimumMicroseconds, peer => peer.MinimumMicroseconds)));

        SuiteRow Row(double ours, Func<PeerResult, double> time)
        {
            var peers = result.OnnxRuntime!;
            var fastest = peers.All.Where(peer => peer.Result is not null).Min(peer => time(peer.Result!));
            return new SuiteRow(
                model, mode.ToString(), result.Threads, ours, time(peers.Float), Time(peers.Int8), Time(peers.Dynamic), Benchmark.Round(fastest / ours));

            double? Time(PeerResult? peer)
            {
                return peer is null ? null : time(peer);
            }
        }
    }

    /// <summary>Adds a model that was not measured.</summary>
    public void AddFailure(string model, string reason)
    {
        _failures.Add($"{model}: {reason}");
    }

    /// <summary>Writes the table, then the geometric means.</summary>
    public void Print(TextWriter output)
    {
        output.WriteLine(processor);
        output.WriteLine("Microseconds a run: median (minimum). Ratio: ONNX Runtime's fastest over QuantGen.");
        output.WriteLine();
        var table = new TextTable("model", "mode", ">threads", ">QuantGen", ">ORT float", ">ORT static", ">ORT dynamic", ">ratio");
        foreach (var (median, minimum) in _rows)
        {
            table.Add(
                median.Model,
                median.Mode,
                median.Threads.ToString(CultureInfo.InvariantCulture),
                Times(median.OursUs, minimum.OursUs),
                Times(median.OrtFloatUs, minimum.OrtFloatUs),
                Times(median.OrtStaticUs, minimum.OrtStaticUs),
                Times(median.OrtDynamicUs, minimum.OrtDynamicUs),
                string.Create(CultureInfo.InvariantCulture, $"{median.Ratio:0.00} ({minimum.Ratio:0.00})"));
        }

        table.Write(output);
        output.WriteLine();
        PrintMeans(output);
        _failures.ForEach(failure => output.WriteLine($"not measured: {failure}"));
    }

    /// <summary>The medians as one JSON object.</summary>
    public string ToJson()
    {
        return JsonSerializer.Serialize(new { Cpu = processor, Models = _rows.Select(row => row.Medians) }, JsonOptions);
    }

    private void PrintMeans(TextWriter output)
    {
        foreach (var group in _rows.GroupBy(row => (row.Medians.Threads, IsPerf: row.Medians.Model.StartsWith("perf/", StringComparison.Ordinal))))
        {
            // A user takes the mode that suits: a model counts once, in its fastest.
            var best = group.GroupBy(row => row.Medians.Model).Select(rows => rows.MaxBy(row => row.Medians.Ratio)!).ToList();
            var folder = group.Key.IsPerf ? "shared/perf" : "shared/models";
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{folder}, {group.Key.Threads} threads, {best.Count} models: geometric mean {Mean(best.Select(row => row.Medians.Ratio)):0.00} ({Mean(best.Select(row => row.Minima.Ratio)):0.00})"));
        }
    }

    private static double Mean(IEnumerable<double> ratios)
    {
        return Math.Exp(ratios.Average(Math.Log));
    }

    private static string Times(double? median, double? minimum)
    {
        return median is null ? "-" : string.Create(CultureInfo.InvariantCulture, $"{median:0.0} ({minimum:0.0})");
    }
}
