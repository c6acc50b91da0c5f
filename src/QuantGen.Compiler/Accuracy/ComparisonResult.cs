using QuantGen.Compiler.Calibration.Data;
using QuantGen.Compiler.Calibration.Ranges;

namespace QuantGen.Compiler.Accuracy;

/// <summary>What a <see cref="ModelComparison"/> measured.</summary>
internal sealed record ComparisonResult
{
    /// <inheritdoc cref="AccuracyReport.Samples"/>
    public required int Samples { get; init; }

    /// <inheritdoc cref="AccuracyReport.Outputs"/>
    public required IReadOnlyList<OutputAccuracy> Outputs { get; init; }

    /// <inheritdoc cref="AccuracyReport.Layers"/>
    public required IReadOnlyList<LayerAccuracy> Layers { get; init; }

    /// <inheritdoc cref="AccuracyReport.TopOne"/>
    public required TopOneAccuracy? TopOne { get; init; }

    /// <summary>What the results of the layers are in float, by ONNX name; of those that are stored in 8 bits.</summary>
    public required IReadOnlyDictionary<string, ActivationHistogram> Histograms { get; init; }

    /// <summary>The first sample, to run the model on; null when there was none.</summary>
    public CalibrationSample? FirstSample { get; init; }

    /// <summary>The public part.</summary>
    public AccuracyReport ToReport(bool heldOut, IReadOnlyList<KeptFloatNode> floatNodes)
    {
        return new AccuracyReport(Samples, heldOut, Outputs, Layers, TopOne, floatNodes);
    }
}
