using QuantGen.Compiler.Diagnostics;
using QuantGen.Compiler.Quantization;

namespace QuantGen.Compiler;

/// <summary>Which ONNX file to quantize, to which file, and how.</summary>
public sealed record OnnxQuantizationRequest
{
    /// <summary>The float ONNX model. It is never written to.</summary>
    public required string ModelPath { get; init; }

    /// <summary>The quantized ONNX model; a file there is replaced once the new one is complete.</summary>
    public required string OutputPath { get; init; }

    /// <summary>Calibration data for static mode: a CSV, <c>.npy</c> or <c>.npz</c> file, or a folder of these.</summary>
    public string? CalibrationPath { get; init; }

    /// <summary>A file that keeps the calibrated ranges: written when it is absent; while it matches, no calibration data is needed.</summary>
    public string? ScaleTablePath { get; init; }

    /// <summary>The mode, and how to quantize.</summary>
    public QuantizationOptions Options { get; init; } = new();
}

/// <summary>What became of a model that was quantized.</summary>
public sealed record OnnxQuantizationResult
{
    /// <summary>What int8 costs in accuracy, measured on held-out samples; null when the ranges came from a scale table.</summary>
    public AccuracyReport? Accuracy { get; init; }

    /// <summary>Operators that are left after constants are folded and neighbours merged.</summary>
    public required int Operators { get; init; }

    /// <summary>How many of these compute in 8 bits.</summary>
    public required int QuantizedOperators { get; init; }

    /// <summary>Bytes of the float model, with its external data.</summary>
    public required long ModelBytes { get; init; }

    /// <summary>Bytes of the quantized model.</summary>
    public required long OutputBytes { get; init; }

    /// <summary>Warnings and notes. Errors are thrown.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics { get; init; } = [];
}
