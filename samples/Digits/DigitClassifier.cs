using QuantGen;
using static QuantGen.QuantizationMode;

namespace Samples.Digits;

/// <summary>
/// Scores an 8 x 8 image of a handwritten digit, in int8. The build calibrates and quantizes <c>digits.onnx</c>, then writes the
/// rest of this class.
/// </summary>
[Quantize(Static, Model = "digits.onnx", Calibration = "calibration.csv")]
public sealed partial class DigitClassifier;
