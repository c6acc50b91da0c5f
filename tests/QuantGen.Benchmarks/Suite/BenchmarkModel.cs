namespace QuantGen.Benchmarks.Suite;

/// <summary>A model to time.</summary>
/// <param name="Name">Its path under <c>shared</c>, without <c>models/</c> and extension.</param>
/// <param name="Modes">The modes to time it in, at least one.</param>
internal sealed record BenchmarkModel(string Name, params QuantizationMode[] Modes)
{
    /// <summary>Shapes of inputs with open dimensions, by ONNX name; what is not told is 1.</summary>
    public IReadOnlyDictionary<string, int[]> Shapes { get; init; } = new Dictionary<string, int[]>();

    /// <summary>Inputs that have to have one value, by ONNX name.</summary>
    public IReadOnlyDictionary<string, long> Values { get; init; } = new Dictionary<string, long>();

    /// <summary>Whether the file lacks its large weights, which are then random.</summary>
    public bool IsStructure => Name.StartsWith("perf/", StringComparison.Ordinal);

    /// <summary>Path under <c>shared</c>.</summary>
    public string File => IsStructure ? $"{Name}.onnx" : $"models/{Name}.onnx";
}
