using QuantGen;
using static QuantGen.QuantizationMode;

namespace Samples.SpamFilter;

/// <summary>
/// Scores text messages, given as word numbers, in int8. The build quantizes the weights of <c>sms_bert.onnx</c> and writes the rest of this class; the
/// activations are quantized while it runs, one scale for each word, so no calibration data is needed.
/// </summary>
[Quantize(Dynamic, Model = "sms_bert.onnx")]
public sealed partial class SpamClassifier;
