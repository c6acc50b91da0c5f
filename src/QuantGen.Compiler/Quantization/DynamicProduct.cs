namespace QuantGen.Compiler.Quantization;

/// <summary>A product whose activations are quantized while it runs; it reads and writes float, and its bias stays float.</summary>
/// <param name="Weights">The int8 weights, by the index of the node's input.</param>
/// <param name="Scale">How many activations share a scale.</param>
internal sealed record DynamicProduct(IReadOnlyDictionary<int, ChannelWeights> Weights, ActivationScale Scale)
{
    /// <summary>
    /// Finding a range and quantizing are two passes over the input, which a convolution that multiplies each value less often than this does not win
    /// back: most depthwise ones stay in float.
    /// </summary>
    public const int LeastProductsPerValue = 16;

    /// <summary>The same for the columns of a matrix: fewer fill less than half of what the kernels compute at a time.</summary>
    public const int LeastColumns = 8;
}

/// <summary>Symmetric int8 weights.</summary>
/// <param name="Values">In the ONNX order of the weight, -127 to 127.</param>
/// <param name="Scales">One for each output channel, or one for all.</param>
/// <param name="ChannelAxis">The axis of output channels in <see cref="Operators.WeightInput.Channels"/>.</param>
internal sealed record ChannelWeights(sbyte[] Values, float[] Scales, int ChannelAxis);
