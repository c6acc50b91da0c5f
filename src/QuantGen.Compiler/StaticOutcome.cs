using QuantGen.Compiler.Accuracy;
using QuantGen.Compiler.Calibration;
using QuantGen.Compiler.Diagnostics;
using QuantGen.Compiler.Quantization;

namespace QuantGen.Compiler;

/// <summary>What static compilation decided.</summary>
internal sealed record StaticOutcome
{
    /// <summary>Integer nodes, scales, weights.</summary>
    public required QuantizationAssignment Assignment { get; init; }

    /// <summary>Nodes that measuring kept in float.</summary>
    public required IReadOnlyList<KeptFloatNode> FloatNodes { get; init; }

    /// <summary>The scale table to write, when the request wants one and it is new.</summary>
    public ScaleTable? NewTable { get; init; }

    /// <summary>The measurement on samples that were held out of calibration; null when ranges came from a scale table.</summary>
    public ComparisonResult? Comparison { get; init; }

    /// <inheritdoc cref="AccuracyReport.HeldOut"/>
    public bool IsHeldOut { get; init; }

    /// <summary>Warnings.</summary>
    public required IReadOnlyList<Diagnostic> Diagnostics { get; init; }

    /// <summary>The public part of the measurement.</summary>
    public AccuracyReport? Accuracy => Comparison?.ToReport(IsHeldOut, FloatNodes);
}
