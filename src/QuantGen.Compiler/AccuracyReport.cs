namespace QuantGen.Compiler;

/// <summary>Float against int8 on samples that calibration did not see.</summary>
/// <param name="Samples">How many.</param>
/// <param name="HeldOut">False when there were too few samples to keep any from calibration.</param>
/// <param name="Outputs">The model's outputs.</param>
/// <param name="Layers">Every layer that runs in integers, in order.</param>
/// <param name="FloatNodes">Nodes that could run in integers and were kept in float, with the reason.</param>
public sealed record AccuracyReport(
    int Samples,
    bool HeldOut,
    IReadOnlyList<TensorAccuracy> Outputs,
    IReadOnlyList<TensorAccuracy> Layers,
    IReadOnlyList<KeptFloatNode> FloatNodes);

/// <summary>How close a quantized tensor is to its float form.</summary>
/// <param name="Name">The ONNX name.</param>
/// <param name="SqnrDb">
/// Signal to quantization noise ratio in dB, <c>10 * log10(sum(x^2) / sum((x - y)^2))</c> over all samples; positive infinity when exact.
/// </param>
/// <param name="LargestError">The largest absolute difference.</param>
public sealed record TensorAccuracy(string Name, double SqnrDb, double LargestError);

/// <summary>A node that was kept in float.</summary>
/// <param name="Name">The ONNX name of the node.</param>
/// <param name="Operator">Its operator type.</param>
/// <param name="Reason">Why, in a few words.</param>
public sealed record KeptFloatNode(string Name, string Operator, string Reason);
