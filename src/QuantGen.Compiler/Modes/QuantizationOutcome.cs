using QuantGen.Compiler.Accuracy;
using QuantGen.Compiler.Calibration;
using QuantGen.Compiler.Diagnostics;
using QuantGen.Compiler.Onnx.Proto;
using QuantGen.Compiler.Quantization;

namespace QuantGen.Compiler.Modes;

/// <summary>What the compilation of a mode decided.</summary>
internal sealed record QuantizationOutcome
{
    /// <summary>How each node is computed, with scales and weights.</summary>
    public required QuantizationAssignment Assignment { get; init; }

    /// <summary>Nodes that measuring kept in float.</summary>
    public required IReadOnlyList<KeptFloatNode> FloatNodes { get; init; }

    /// <summary>The scale table to write, when the request wants one and it is new.</summary>
    public ScaleTable? NewTable { get; init; }

    /// <summary>The measurement on samples that were held out of calibration; null when there was no data to measure on.</summary>
    public ComparisonResult? Comparison { get; init; }

    /// <inheritdoc cref="AccuracyReport.HeldOut"/>
    public bool IsHeldOut { get; init; }

    /// <summary>Writes the quantized model as ONNX.</summary>
    public required Func<ModelProto> ToOnnx { get; init; }

    /// <summary>Warnings.</summary>
    public required IReadOnlyList<Diagnostic> Diagnostics { get; init; }

    /// <summary>The public part of the measurement.</summary>
    public AccuracyReport? Accuracy => Comparison?.ToReport(IsHeldOut, FloatNodes);
}
