using System.Text.Json.Serialization;
using QuantGen.Compiler.Calibration;
using QuantGen.Compiler.Quantization;

namespace QuantGen.Tool.Commands;

/// <summary>What <c>quantgen scales TABLE --json</c> prints (docs/quantgen.md).</summary>
internal sealed record ScaleTableJson(
    string Table, string Model, string Data, string Options, string Method, IReadOnlyList<RangeJson> Tensors, IReadOnlyList<FloatNode> FloatNodes)
{
    public static ScaleTableJson Of(string path, ScaleTable table)
    {
        var origin = table.Origin;
        return new ScaleTableJson(
            path, origin.Model, origin.Data!, origin.Options, table.Method, [.. table.Tensors.Select(RangeJson.Of)], table.FloatNodes);
    }
}

/// <summary>What <c>quantgen scales TABLE NEW --json</c> prints (docs/quantgen.md).</summary>
internal sealed record ScalesJson(
    string Old,
    string New,
    bool Same,
    bool ModelChanged,
    bool DataChanged,
    bool OptionsChanged,
    bool MethodChanged,
    IReadOnlyList<ChangedRangeJson> Changed,
    IReadOnlyList<RangeJson> Added,
    IReadOnlyList<RangeJson> Removed,
    int Unchanged,
    IReadOnlyList<FloatNode> NowFloat,
    IReadOnlyList<FloatNode> NoLongerFloat,
    IReadOnlyList<ChangedCorrection> BiasCorrections)
{
    public static ScalesJson Of(string oldPath, string newPath, ScaleTableComparison comparison)
    {
        var (before, after) = (comparison.OldOrigin, comparison.NewOrigin);
        return new ScalesJson(
            oldPath,
            newPath,
            comparison.IsSame,
            before.Model != after.Model,
            before.Data != after.Data,
            before.Options != after.Options,
            comparison.IsMethodChanged,
            [.. comparison.Changed.Select(ChangedRangeJson.Of)],
            [.. comparison.Added.Select(RangeJson.Of)],
            [.. comparison.Removed.Select(RangeJson.Of)],
            comparison.Unchanged,
            comparison.NowFloat,
            comparison.NoLongerFloat,
            comparison.Corrections);
    }
}

/// <summary>A tensor's range and what follows from it.</summary>
internal sealed record RangeJson(string Name, float Min, float Max, float Scale, int ZeroPoint)
{
    public static RangeJson Of(CalibratedRange range)
    {
        var parameters = QuantizationParameters.FromRange(range.Min, range.Max);
        return new RangeJson(range.Name, range.Min, range.Max, parameters.Scale, parameters.ZeroPoint);
    }
}

/// <summary>A tensor whose range changed.</summary>
internal sealed record ChangedRangeJson(string Name, float OldMin, float OldMax, float NewMin, float NewMax, double Move, double ScaleRatio)
{
    public static ChangedRangeJson Of(ChangedRange range)
    {
        return new ChangedRangeJson(range.Name, range.Old.Min, range.Old.Max, range.New.Min, range.New.Max, range.Move, range.ScaleRatio);
    }
}

/// <summary>Serializers made at build time: they start faster.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(ScaleTableJson))]
[JsonSerializable(typeof(ScalesJson))]
internal sealed partial class ScalesJsonContext : JsonSerializerContext;
