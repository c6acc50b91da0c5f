using System.Text.Json.Serialization;
using QuantGen.Compiler;
using QuantGen.Compiler.Accuracy;

namespace QuantGen.Tool.Commands;

/// <summary>What <c>quantgen compare --json</c> prints (docs/quantgen.md). Numbers are finite; null is what does not apply.</summary>
internal sealed record ComparisonJson(
    IReadOnlyList<OutputJson> Outputs,
    double? Top1Agreement,
    int? Flips,
    double? AccuracyFloat,
    double? AccuracyQuantized,
    IReadOnlyList<LayerJson> Layers)
{
    public static ComparisonJson Of(ComparisonResult result)
    {
        return new ComparisonJson(
            [.. result.Outputs.Select(OutputJson.Of)],
            result.TopOne?.Agreement,
            result.TopOne?.Flips,
            result.TopOne?.FloatShare,
            result.TopOne?.QuantizedShare,
            [.. result.Layers.Select(LayerJson.Of)]);
    }

    public static double? Finite(double? value)
    {
        return value is { } number && double.IsFinite(number) ? value : null;
    }
}

/// <summary>An output; <c>exact</c> is there only when true.</summary>
internal sealed record OutputJson(string Name, double? SqnrDb, double? Cosine, double MaxAbs, double? KlMean, double? KlP99)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Exact { get; init; }

    public static OutputJson Of(OutputAccuracy output)
    {
        return new OutputJson(
            output.Name, ComparisonJson.Finite(output.SqnrDb), output.Cosine, output.LargestError, output.DivergenceMean, output.DivergenceP99)
        {
            Exact = double.IsPositiveInfinity(output.SqnrDb),
        };
    }
}

/// <summary>A layer; <c>exact</c> is there only when true.</summary>
internal sealed record LayerJson(string Name, string Node, string Operator, double? SqnrDb, double? AddedSqnrDb, double MaxAbs)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Exact { get; init; }

    public static LayerJson Of(LayerAccuracy layer)
    {
        return new LayerJson(
            layer.Name, layer.Node, layer.Operator, ComparisonJson.Finite(layer.SqnrDb), ComparisonJson.Finite(layer.AddedSqnrDb), layer.LargestError)
        {
            Exact = double.IsPositiveInfinity(layer.SqnrDb),
        };
    }
}

/// <summary>Serializers made at build time: they start faster.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(ComparisonJson))]
internal sealed partial class ComparisonJsonContext : JsonSerializerContext;
