namespace QuantGen.Kernels;

public static unsafe partial class Rnn
{
    /// <summary>Runs in float with weights stored in fewer bits.</summary>
    /// <param name="projected">As in <see cref="Run"/>.</param>
    /// <param name="weights"><c>[hidden, hidden]</c>, packed by <see cref="PackedCompressedWeights"/>.</param>
    /// <param name="bias">Of the recurrent product, <c>[hidden]</c>, or empty.</param>
    /// <param name="lengths">As in <see cref="Run"/>, and so are the following ones.</param>
    /// <param name="initialHidden">The hidden state at the start.</param>
    /// <param name="output">The hidden states.</param>
    /// <param name="lastHidden">The hidden state at the end.</param>
    /// <param name="scratch"><c>[batch, <see cref="ScratchLength"/>]</c>.</param>
    /// <param name="encoding">How the weights are stored.</param>
    /// <param name="blockSize">Weights that share a scale, for 4-bit weights.</param>
    /// <param name="geometry">As in <see cref="Run"/>.</param>
    /// <param name="activation">The function f.</param>
    /// <param name="clip">As in <see cref="Run"/>.</param>
    /// <exception cref="ArgumentException">A span is too short for the geometry.</exception>
    public static void RunCompressed(
        ReadOnlySpan<float> projected,
        ReadOnlySpan<byte> weights,
        ReadOnlySpan<float> bias,
        ReadOnlySpan<int> lengths,
        ReadOnlySpan<float> initialHidden,
        Span<float> output,
        Span<float> lastHidden,
        Span<float> scratch,
        WeightEncoding encoding,
        int blockSize,
        in RecurrentGeometry geometry,
        in RecurrentActivation activation,
        float clip)
    {
        var hidden = geometry.Hidden;
        CompressedRecurrentProduct.Check(weights, encoding, blockSize, bias, hidden, hidden);
        var spans = new RecurrentSpans(projected, lengths, initialHidden, output, lastHidden, scratch);
        fixed (byte* packed = weights)
        fixed (float* biases = bias)
        {
            Run(new CompressedRecurrentProduct(packed, encoding, blockSize, biases, geometry.Batch, hidden, hidden), spans, geometry, activation, clip);
        }
    }
}
