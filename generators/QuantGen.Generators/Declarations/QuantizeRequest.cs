using System;
using System.Collections.Generic;
using System.Linq;
using QuantGen.Plan;

namespace QuantGen.Declarations;

/// <summary>
/// What a <c>[Quantize]</c> attribute asks for, defaults filled in. Enum values are the names of their members.
/// </summary>
/// <remarks>
/// Shared source: the tool builds the plan from it, and the generator hashes it to see whether a plan still answers it.
/// </remarks>
internal sealed record QuantizeRequest
{
    /// <summary>Full name of the class, with namespace and containing types separated by dots.</summary>
    public required string ClassName { get; init; }

    public required string Mode { get; init; }

    /// <summary>Path of the model, relative to the project.</summary>
    public required string Model { get; init; }

    public string? Calibration { get; init; }

    public string Method { get; init; } = "Default";

    public double Percentile { get; init; } = 99.99;

    public int HistogramBins { get; init; } = 2048;

    public string? ScaleTable { get; init; }

    public bool PerChannel { get; init; } = true;

    public IReadOnlyList<string> KeepFloatOperators { get; init; } = [];

    public IReadOnlyList<string> KeepFloatNodes { get; init; } = [];

    public string ActivationScale { get; init; } = "PerRow";

    public string WeightFormat { get; init; } = "Int8";

    public int BlockSize { get; init; } = 32;

    public bool WeightZeroPoint { get; init; }

    public string WeightScaling { get; init; } = "LeastSquares";

    public double MinimumSqnr { get; init; }

    /// <summary>
    /// The hash that a plan for this request carries. The order of the names to keep in float does not matter, nor does a
    /// repetition.
    /// </summary>
    public string Hash => RequestHash.Compute(ClassName, Arguments());

    private IEnumerable<KeyValuePair<string, string>> Arguments()
    {
        yield return new(nameof(Mode), Mode);
        yield return new(nameof(Model), Model);
        yield return new(nameof(Calibration), Calibration ?? "");
        yield return new(nameof(Method), Method);
        yield return new(nameof(Percentile), PlanNumber.Format(Percentile));
        yield return new(nameof(HistogramBins), PlanNumber.Format(HistogramBins));
        yield return new(nameof(ScaleTable), ScaleTable ?? "");
        yield return new(nameof(PerChannel), Format(PerChannel));
        foreach (var name in Sorted(KeepFloatOperators))
        {
            yield return new(nameof(KeepFloatOperators), name);
        }

        foreach (var name in Sorted(KeepFloatNodes))
        {
            yield return new(nameof(KeepFloatNodes), name);
        }

        yield return new(nameof(ActivationScale), ActivationScale);
        yield return new(nameof(WeightFormat), WeightFormat);
        yield return new(nameof(BlockSize), PlanNumber.Format(BlockSize));
        yield return new(nameof(WeightZeroPoint), Format(WeightZeroPoint));
        yield return new(nameof(WeightScaling), WeightScaling);
        yield return new(nameof(MinimumSqnr), PlanNumber.Format(MinimumSqnr));
    }

    private static string Format(bool value)
    {
        return value ? "true" : "false";
    }

    private static IEnumerable<string> Sorted(IEnumerable<string> names)
    {
        return names.Distinct(StringComparer.Ordinal).OrderBy(name => name, StringComparer.Ordinal);
    }
}
