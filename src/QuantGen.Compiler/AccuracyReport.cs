namespace QuantGen.Compiler;

/// <summary>Float against int8 on samples that calibration did not see.</summary>
/// <param name="Samples">How many.</param>
/// <param name="HeldOut">False when there were too few samples to keep any from calibration.</param>
/// <param name="Outputs">The model's float outputs.</param>
/// <param name="Layers">Every layer that runs in integers, in order.</param>
/// <param name="TopOne">Classes, when an output has the shape <c>[batch, classes]</c>.</param>
/// <param name="FloatNodes">Nodes that could run in integers and were kept in float, with the reason.</param>
public sealed record AccuracyReport(
    int Samples,
    bool HeldOut,
    IReadOnlyList<OutputAccuracy> Outputs,
    IReadOnlyList<LayerAccuracy> Layers,
    TopOneAccuracy? TopOne,
    IReadOnlyList<KeptFloatNode> FloatNodes);

/// <summary>How close a quantized tensor is to its float form.</summary>
/// <param name="Name">The ONNX name.</param>
/// <param name="SqnrDb">
/// Signal to quantization noise ratio in dB, <c>10 * log10(sum(x^2) / sum((x - y)^2))</c> over all samples; positive infinity when exact,
/// negative infinity when the float form is zero throughout and the quantized one is not.
/// </param>
/// <param name="LargestError">The largest absolute difference.</param>
public record TensorAccuracy(string Name, double SqnrDb, double LargestError);

/// <summary>How close an output is to its float form.</summary>
/// <param name="Name"><inheritdoc cref="TensorAccuracy"/></param>
/// <param name="SqnrDb"><inheritdoc cref="TensorAccuracy"/></param>
/// <param name="LargestError"><inheritdoc cref="TensorAccuracy"/></param>
/// <param name="Cosine">Of the angle between both, -1 to 1; null when either is zero throughout.</param>
/// <param name="DivergenceMean">
/// Kullback-Leibler divergence of the int8 distribution from the float one in nats, the mean over rows; null when the output's rows are no
/// distributions.
/// </param>
/// <param name="DivergenceP99">Its 99th percentile over rows.</param>
public sealed record OutputAccuracy(
    string Name, double SqnrDb, double LargestError, double? Cosine, double? DivergenceMean, double? DivergenceP99)
    : TensorAccuracy(Name, SqnrDb, LargestError);

/// <summary>How close the result of a layer is to its float form, with the error of all layers before it.</summary>
/// <param name="Name">The ONNX name of the result.</param>
/// <param name="SqnrDb"><inheritdoc cref="TensorAccuracy"/></param>
/// <param name="LargestError"><inheritdoc cref="TensorAccuracy"/></param>
/// <param name="Node">The ONNX name of the node.</param>
/// <param name="Operator">Its operator type.</param>
/// <param name="AddedSqnrDb">
/// The SQNR with the error of this layer alone, both forms computed from the same inputs; positive infinity when it adds none, null when it
/// cannot be computed alone.
/// </param>
public sealed record LayerAccuracy(string Name, double SqnrDb, double LargestError, string Node, string Operator, double? AddedSqnrDb)
    : TensorAccuracy(Name, SqnrDb, LargestError);

/// <summary>How often the largest score is at the same class.</summary>
/// <param name="Samples">Rows of scores.</param>
/// <param name="Flips">Rows whose class differs between float and int8.</param>
/// <param name="FloatCorrect">Rows whose class is the label's in float; null without labels.</param>
/// <param name="QuantizedCorrect">The same in int8.</param>
public sealed record TopOneAccuracy(int Samples, int Flips, int? FloatCorrect, int? QuantizedCorrect)
{
    /// <summary>The share of rows with the same class, 0 to 1.</summary>
    public double Agreement => 1 - ((double)Flips / Samples);

    /// <summary>The share of rows that float has right, 0 to 1; null without labels.</summary>
    public double? FloatShare => (double?)FloatCorrect / Samples;

    /// <summary>The share of rows that int8 has right, 0 to 1; null without labels.</summary>
    public double? QuantizedShare => (double?)QuantizedCorrect / Samples;
}

/// <summary>A node that was kept in float.</summary>
/// <param name="Name">The ONNX name of the node.</param>
/// <param name="Operator">Its operator type.</param>
/// <param name="Reason">Why, in a few words.</param>
public sealed record KeptFloatNode(string Name, string Operator, string Reason);
