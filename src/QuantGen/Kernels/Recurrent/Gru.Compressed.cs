namespace QuantGen.Kernels;

public static unsafe partial class Gru
{
    /// <summary>Runs in float with weights stored in fewer bits.</summary>
    /// <param name="projected">As in <see cref="Run"/>.</param>
    /// <param name="weights">As in <see cref="Run"/>, packed by <see cref="PackedCompressedWeights"/>.</param>
    /// <param name="bias">As in <see cref="Run"/>.</param>
    /// <param name="candidateWeights"><c>[hidden, hidden]</c>, packed, for a reset gate before the product; else empty.</param>
    /// <param name="candidateBias">As in <see cref="Run"/>, and so are the following ones.</param>
    /// <param name="lengths">The length of each sequence.</param>
    /// <param name="initialHidden">The hidden state at the start.</param>
    /// <param name="output">The hidden states.</param>
    /// <param name="lastHidden">The hidden state at the end.</param>
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
        ReadOnlySpan<byte> candidateWeights,
        ReadOnlySpan<float> candidateBias,
        ReadOnlySpan<int> lengths,
        ReadOnlySpan<float> initialHidden,
        Span<float> output,
        Span<float> lastHidden,
        Span<float> scratch,
        WeightEncoding encoding,
        int blockSize,
        in RecurrentGeometry geometry,
        in GruFunctions functions)
    {
        var resetsFirst = !candidateWeights.IsEmpty;
        var (hidden, gates) = (geometry.Hidden, GateColumns(geometry, resetsFirst));
        CompressedRecurrentProduct.Check(weights, encoding, blockSize, bias, hidden, gates);
        if (resetsFirst)
        {
            CompressedRecurrentProduct.Check(candidateWeights, encoding, blockSize, candidateBias, hidden, hidden);
        }

        var spans = new RecurrentSpans(projected, lengths, initialHidden, output, lastHidden, scratch);
        fixed (byte* packed = weights, candidates = candidateWeights)
        fixed (float* biases = bias, candidateBiases = candidateBias)
        {
            var product = new CompressedRecurrentProduct(packed, encoding, blockSize, biases, geometry.Batch, hidden, gates);
            var candidate = new CompressedRecurrentProduct(candidates, encoding, blockSize, candidateBiases, geometry.Batch, hidden, hidden);
            Run(product, candidate, resetsFirst, spans, geometry, functions);
        }
    }
}
