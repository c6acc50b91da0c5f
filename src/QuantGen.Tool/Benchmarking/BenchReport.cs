using System.Globalization;
using System.Text.Json;

namespace QuantGen.Tool.Benchmarking;

/// <summary>What <c>quantgen bench</c> found: the object that <c>--json</c> prints (docs/quantgen.md). All numbers are finite.</summary>
/// <param name="Model">The model's file.</param>
/// <param name="Mode">As <c>--mode</c> takes it.</param>
/// <param name="Shapes">The shapes of the inputs, by name.</param>
/// <param name="WeightBytes">Packed weights, shared by all instances.</param>
/// <param name="ArenaBytes">Working memory of one instance.</param>
/// <param name="FirstInferenceMicroseconds">From the creation of the first instance to its first result, in a process that has run no model.</param>
/// <param name="Results">One for each number of threads that was asked for.</param>
internal sealed record BenchReport(
    string Model,
    string Mode,
    IReadOnlyDictionary<string, IReadOnlyList<int>> Shapes,
    long WeightBytes,
    long ArenaBytes,
    double FirstInferenceMicroseconds,
    IReadOnlyList<BenchResult> Results)
{
    private static readonly JsonSerializerOptions JsonOptions = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, WriteIndented = true };

    /// <summary>The report as one JSON object.</summary>
    public string ToJson()
    {
        return JsonSerializer.Serialize(this, JsonOptions);
    }

    /// <summary>The report for a person.</summary>
    public void Print(TextWriter output)
    {
        var shapes = string.Join(", ", Shapes.Select(shape => $"{shape.Key} [{string.Join(", ", shape.Value)}]"));
        output.WriteLine($"{Model}, mode {Mode}, {shapes}");
        output.WriteLine(Line("weights", $"{WeightBytes:N0} bytes"));
        output.WriteLine(Line("working memory", $"{ArenaBytes:N0} bytes"));
        output.WriteLine(Line("first inference", $"{FirstInferenceMicroseconds:N1} us"));
        foreach (var result in Results)
        {
            output.WriteLine();
            output.WriteLine(Line("threads", $"{result.Threads}"));
            output.WriteLine(Line("allocated per run", $"{result.AllocatedBytesPerRun:N0} bytes"));
            output.WriteLine(FormattableString.Invariant($"  {"",-24}{"median us",12}{"minimum us",12}{"ratio",8}"));
            output.WriteLine(Row("QuantGen", result.MedianMicroseconds, result.MinimumMicroseconds, null));
            foreach (var (name, peer) in result.OnnxRuntime?.All ?? [])
            {
                output.WriteLine(peer is null
                    ? FormattableString.Invariant($"  {name,-24}{"-",12}{"-",12}{"-",8}")
                    : Row(name, peer.MedianMicroseconds, peer.MinimumMicroseconds, peer.Ratio));
            }
        }
    }

    private static string Line(string name, FormattableString value)
    {
        return $"  {name,-24}{FormattableString.Invariant(value)}";
    }

    private static string Row(string name, double median, double minimum, double? ratio)
    {
        var text = ratio?.ToString("0.00", CultureInfo.InvariantCulture) ?? "";
        return string.Create(CultureInfo.InvariantCulture, $"  {name,-24}{median,12:N1}{minimum,12:N1}{text,8}").TrimEnd();
    }
}

/// <summary>The measurement with one number of threads.</summary>
/// <param name="Threads">The number that was asked for: what ONNX Runtime gets.</param>
/// <param name="MedianMicroseconds">Of one run.</param>
/// <param name="MinimumMicroseconds">Of one run.</param>
/// <param name="AllocatedBytesPerRun">On the managed heap, after the warm-up.</param>
/// <param name="Runs">How many runs were timed.</param>
/// <param name="OnnxRuntime">Null unless it was asked for.</param>
internal sealed record BenchResult(
    int Threads,
    double MedianMicroseconds,
    double MinimumMicroseconds,
    long AllocatedBytesPerRun,
    int Runs,
    PeerResults? OnnxRuntime);

/// <summary>ONNX Runtime on the same inputs.</summary>
/// <param name="Float">The model as it is.</param>
/// <param name="Int8">Our quantized model, exported as QDQ; null in a mode that has no such export.</param>
/// <param name="Dynamic">The model with its matrix products quantized while it runs; null where it has none with constant weights.</param>
internal sealed record PeerResults(PeerResult Float, PeerResult? Int8, PeerResult? Dynamic)
{
    internal IEnumerable<(string Name, PeerResult? Result)> All =>
        [("ONNX Runtime float", Float), ("ONNX Runtime int8", Int8), ("ONNX Runtime dynamic", Dynamic)];
}

/// <summary>One form of the model in ONNX Runtime.</summary>
/// <param name="MedianMicroseconds">Of one run.</param>
/// <param name="MinimumMicroseconds">Of one run.</param>
/// <param name="Ratio">Its median divided by QuantGen's: above 1, QuantGen is faster.</param>
internal sealed record PeerResult(double MedianMicroseconds, double MinimumMicroseconds, double Ratio);
