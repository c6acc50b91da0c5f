namespace QuantGen.Compiler.Quantization;

/// <summary>How to quantize: what the attribute says, with its defaults.</summary>
public sealed record QuantizationOptions
{
    /// <summary>The mode.</summary>
    public QuantizationMode Mode { get; init; } = QuantizationMode.Static;

    /// <inheritdoc cref="QuantizeAttribute.Method"/>
    public CalibrationMethod Method { get; init; } = CalibrationMethod.Default;

    /// <inheritdoc cref="QuantizeAttribute.Percentile"/>
    public double Percentile { get; init; } = 99.99;

    /// <inheritdoc cref="QuantizeAttribute.HistogramBins"/>
    public int HistogramBins { get; init; } = 2048;

    /// <inheritdoc cref="QuantizeAttribute.PerChannel"/>
    public bool PerChannel { get; init; } = true;

    /// <inheritdoc cref="QuantizeAttribute.KeepFloatOperators"/>
    public IReadOnlyList<string> KeepFloatOperators { get; init; } = [];

    /// <inheritdoc cref="QuantizeAttribute.KeepFloatNodes"/>
    public IReadOnlyList<string> KeepFloatNodes { get; init; } = [];

    /// <inheritdoc cref="QuantizeAttribute.ActivationScale"/>
    public ActivationScale ActivationScale { get; init; } = ActivationScale.PerRow;

    /// <inheritdoc cref="QuantizeAttribute.WeightFormat"/>
    public WeightFormat WeightFormat { get; init; } = WeightFormat.Int8;

    /// <inheritdoc cref="QuantizeAttribute.BlockSize"/>
    public int BlockSize { get; init; } = 32;

    /// <inheritdoc cref="QuantizeAttribute.WeightZeroPoint"/>
    public bool WeightZeroPoint { get; init; }

    /// <inheritdoc cref="QuantizeAttribute.WeightScaling"/>
    public WeightScaling WeightScaling { get; init; } = WeightScaling.LeastSquares;

    /// <inheritdoc cref="QuantizeAttribute.MinimumSqnr"/>
    public double MinimumSqnr { get; init; }
}
