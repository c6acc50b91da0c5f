namespace QuantGen;

/// <summary>
/// Makes a partial class the typed int8 form of an ONNX model: the build calibrates and quantizes the model, and a source generator
/// writes the class's inputs, outputs, scale tables and <c>Run</c> methods.
/// </summary>
/// <remarks>Every argument must be a literal: the build reads them from the syntax. Paths are relative to the project.</remarks>
/// <param name="mode">How to quantize.</param>
/// <example>
/// <code>
/// [Quantize(QuantizationMode.Static, Model = "mnist.onnx", Calibration = "calibration.csv")]
/// public sealed partial class DigitClassifier;
/// </code>
/// </example>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class QuantizeAttribute(QuantizationMode mode) : Attribute
{
    /// <summary>How the model is quantized.</summary>
    public QuantizationMode Mode { get; } = mode;

    /// <summary>
    /// The ONNX model, relative to the project: float, or already quantized for <see cref="QuantizationMode.Imported"/>. Default: the class's name with
    /// <c>.onnx</c>.
    /// </summary>
    public string? Model { get; set; }

    /// <summary>
    /// Calibration data for <see cref="QuantizationMode.Static"/>, relative to the project: a CSV, <c>.npy</c> or <c>.npz</c> file, or a folder of
    /// these, with some tens to hundreds of samples of the model's input. The other modes need none; where it is given, the build measures on it what
    /// quantization costs.
    /// </summary>
    public string? Calibration { get; set; }

    /// <summary>
    /// For <see cref="QuantizationMode.Static"/>: how the range of each tensor is chosen from the calibration data. Default: the method that measures
    /// best.
    /// </summary>
    public CalibrationMethod Method { get; set; } = CalibrationMethod.Default;

    /// <summary>For <see cref="CalibrationMethod.Percentile"/>: the share of values to keep, in percent, above 50 and at most 100. Default: 99.99.</summary>
    public double Percentile { get; set; } = 99.99;

    /// <summary>
    /// For <see cref="CalibrationMethod.Entropy"/> and <see cref="CalibrationMethod.MeanSquaredError"/>: bins of the histogram, 256 to 65536. Default:
    /// 2048.
    /// </summary>
    public int HistogramBins { get; set; } = 2048;

    /// <summary>
    /// For <see cref="QuantizationMode.Static"/>: a JSON file, relative to the project, that keeps the calibrated ranges beside the source. While it
    /// matches the model, the data and the options, the build needs neither the data nor the time. Default: none.
    /// </summary>
    public string? ScaleTable { get; set; }

    /// <summary>
    /// For <see cref="QuantizationMode.Static"/> and <see cref="QuantizationMode.Dynamic"/>: one weight scale per output channel (<see langword="true"/>,
    /// the default), or one per tensor.
    /// </summary>
    public bool PerChannel { get; set; } = true;

    /// <summary>ONNX operator types that stay in float, such as <c>Softmax</c>. Not for <see cref="QuantizationMode.Imported"/>.</summary>
    public string[] KeepFloatOperators { get; set; } = [];

    /// <summary>
    /// Names of ONNX nodes that stay in float, such as <c>/fc/Gemm</c>, or of tensors that they compute, as reports name layers. Not for
    /// <see cref="QuantizationMode.Imported"/>.
    /// </summary>
    public string[] KeepFloatNodes { get; set; } = [];

    /// <summary>For <see cref="QuantizationMode.Dynamic"/>: how many activations share a scale. Default: those of a row.</summary>
    public ActivationScale ActivationScale { get; set; } = ActivationScale.PerRow;

    /// <summary>For <see cref="QuantizationMode.WeightOnly"/>: how weights are stored. Default: int8.</summary>
    public WeightFormat WeightFormat { get; set; } = WeightFormat.Int8;

    /// <summary>For <see cref="WeightFormat.Int4"/>: how many weights along the reduction share a scale: a power of two from 16 to 256. Default: 32.</summary>
    public int BlockSize { get; set; } = 32;

    /// <summary>For <see cref="WeightFormat.Int4"/>: whether each block has a zero point too, which fits weights that lie to one side of 0. Default: no.</summary>
    public bool WeightZeroPoint { get; set; }

    /// <summary>For <see cref="WeightFormat.Int8"/> and <see cref="WeightFormat.Int4"/>: how scales are chosen. Default: least squares.</summary>
    public WeightScaling WeightScaling { get; set; } = WeightScaling.LeastSquares;

    /// <summary>
    /// The build fails when an output's signal to quantization noise ratio, in dB on held-out calibration samples, is lower: 20 is a noise of a tenth of
    /// the signal, 40 of a hundredth. Needs <see cref="Calibration"/>. Default: 0, no bound.
    /// </summary>
    public double MinimumSqnr { get; set; }
}
