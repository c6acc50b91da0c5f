namespace QuantGen.Kernels;

public static unsafe partial class Lstm
{
    /// <summary>Runs in float with weights stored in fewer bits.</summary>
    /// <param name="projected">As in <see cref="Run"/>.</param>
    /// <param name="weights"><c>[hidden, 4 * hidden]</c>, packed by <see cref="PackedCompressedWeights"/>.</param>
    /// <param name="bias">Of the recurrent product, <c>[4 * hidden]</c>, or empty.</param>
    /// <param name="peepholes">As in <see cref="Run"/>, and so are the following ones.</param>
    /// <param name="lengths">The length of each sequence.</param>
    /// <param name="initialHidden">The hidden state at the start.</param>
    /// <param name="initialCell">The cell at the start.</param>
    /// <param name="output">The hidden states.</param>
    /// <param name="lastHidden">The hidden state at the end.</param>
    /// <param name="lastCell">The cell at the end.</param>
    /// <param name="scratch"><c>[batch, <see cref="ScratchLength"/>]</c>.</param>
    /// <param name="encoding">How the weights are stored.</param>
    /// <param name="blockSize">Weights that share a scale, for 4-bit weights.</param>
    /// <param name="geometry">As in <see cref="Run"/>.</param>
    /// <param name="functions">The activations.</param>
    /// <exception cref="ArgumentException">A span is too short for the geometry.</exception>
    public static void RunCompressed(
        ReadOnlySpan<float> projected,
        ReadOnlySpan<byte> weights,
        ReadOnlySpan<float> bias,
        ReadOnlySpan<float> peepholes,
        ReadOnlySpan<int> lengths,
        ReadOnlySpan<float> initialHidden,
        ReadOnlySpan<float> initialCell,
        Span<float> output,
        Span<float> lastHidden,
        Span<float> lastCell,
        Span<float> scratch,
        WeightEncoding encoding,
        int blockSize,
        in RecurrentGeometry geometry,
        in LstmFunctions functions)
    {
        var gates = LstmCell.Gates * geometry.Hidden;
        CompressedRecurrentProduct.Check(weights, encoding, blockSize, bias, geometry.Hidden, gates);
        var spans = new RecurrentSpans(projected, lengths, initialHidden, output, lastHidden, scratch);
        fixed (byte* packed = weights)
        fixed (float* biases = bias)
        {
            var product = new CompressedRecurrentProduct(packed, encoding, blockSize, biases, geometry.Batch, geometry.Hidden, gates);
            Run(product, spans, peepholes, initialCell, lastCell, geometry, functions);
        }
    }
}
