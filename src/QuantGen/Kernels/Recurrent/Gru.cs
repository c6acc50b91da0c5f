using System.ComponentModel;

namespace QuantGen.Kernels;

/// <summary>One direction of a GRU over sequences whose inputs are multiplied with their weights already.</summary>
/// <remarks>
/// Gates are in ONNX's order: update, reset, candidate. The candidate has weights of its own where the reset gate is applied to the state before
/// the product, and shares those of the gates where it is applied to the product.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public static unsafe partial class Gru
{
    /// <summary>Elements of scratch memory for one sequence.</summary>
    /// <param name="hidden">Elements of the hidden state.</param>
    public static int ScratchLength(int hidden)
    {
        return checked(hidden * (2 + GruCell.Gates));
    }

    /// <summary>Runs with float weights.</summary>
    /// <param name="projected">Inputs times weights, their bias included: <c>[steps, batch, 3 * hidden]</c>, with <c>batchFirst</c> the first two exchanged.</param>
    /// <param name="weights">
    /// <c>[hidden, 3 * hidden]</c>, or <c>[hidden, 2 * hidden]</c> beside weights of the candidate; packed by <see cref="PackedFloatWeights.MatrixProduct"/>.
    /// </param>
    /// <param name="bias">Of the recurrent product, one for each of its columns, or empty.</param>
    /// <param name="candidateWeights"><c>[hidden, hidden]</c>, packed, for a reset gate before the product; else empty.</param>
    /// <param name="candidateBias">Of that product, or empty.</param>
    /// <param name="lengths">The length of each sequence, or empty when all have all steps.</param>
    /// <param name="initialHidden"><c>[directions, batch, hidden]</c>, with <c>batchFirst</c> the first two exchanged; zeros when empty.</param>
    /// <param name="output"><c>[steps, directions, batch, hidden]</c>, with <c>batchFirst</c> <c>[batch, steps, directions, hidden]</c>; or empty.</param>
    /// <param name="lastHidden">As <paramref name="initialHidden"/>, or empty.</param>
    /// <param name="scratch"><c>[batch, <see cref="ScratchLength"/>]</c>.</param>
    /// <param name="geometry">The sizes, and the direction, whose part of states and output is read and written.</param>
    /// <param name="functions">The activations.</param>
    /// <exception cref="ArgumentException">A span is too short for the geometry.</exception>
    public static void Run(
        ReadOnlySpan<float> projected,
        ReadOnlySpan<float> weights,
        ReadOnlySpan<float> bias,
        ReadOnlySpan<float> candidateWeights,
        ReadOnlySpan<float> candidateBias,
        ReadOnlySpan<int> lengths,
        ReadOnlySpan<float> initialHidden,
        Span<float> output,
        Span<float> lastHidden,
        Span<float> scratch,
        in RecurrentGeometry geometry,
        in GruFunctions functions)
    {
        var resetsFirst = !candidateWeights.IsEmpty;
        var (hidden, gates) = (geometry.Hidden, GateColumns(geometry, resetsFirst));
        KernelChecks.AtLeast(weights, PackedFloatWeights.MatrixProductLength(hidden, gates));
        KernelChecks.EmptyOrAtLeast(bias, gates);
        KernelChecks.EmptyOrAtLeast(candidateWeights, PackedFloatWeights.MatrixProductLength(hidden, hidden));
        KernelChecks.EmptyOrAtLeast(candidateBias, hidden);
        var spans = new RecurrentSpans(projected, lengths, initialHidden, output, lastHidden, scratch);
        fixed (float* packed = weights, biases = bias, candidates = candidateWeights, candidateBiases = candidateBias)
        {
            var product = new FloatRecurrentProduct(packed, biases, geometry.Batch, hidden, gates);
            var candidate = new FloatRecurrentProduct(candidates, candidateBiases, geometry.Batch, hidden, hidden);
            Run(product, candidate, resetsFirst, spans, geometry, functions);
        }
    }

    /// <summary>Runs with int8 weights; the hidden states are quantized to 16 bits at each step.</summary>
    /// <param name="projected">As in <see cref="Run"/>.</param>
    /// <param name="weights">As in <see cref="Run"/>, packed at build time as those of <see cref="WideMatrixProduct"/>.</param>
    /// <param name="weightScales">Per gate; padded with zeros to a multiple of 16.</param>
    /// <param name="weightSums">Per gate, the sum of its weights; padded as <paramref name="weightScales"/>.</param>
    /// <param name="bias">Of the recurrent product, padded as <paramref name="weightScales"/>; or empty.</param>
    /// <param name="candidateWeights"><c>[hidden, hidden]</c>, packed, for a reset gate before the product; else empty, and so are the following three.</param>
    /// <param name="candidateWeightScales">As <paramref name="weightScales"/>.</param>
    /// <param name="candidateWeightSums">As <paramref name="weightSums"/>.</param>
    /// <param name="candidateBias">As <paramref name="bias"/>.</param>
    /// <param name="lengths">As in <see cref="Run"/>, and so are the following ones.</param>
    /// <param name="initialHidden">The hidden state at the start.</param>
    /// <param name="output">The hidden states.</param>
    /// <param name="lastHidden">The hidden state at the end.</param>
    /// <param name="scratch"><c>[batch, <see cref="ScratchLength"/>]</c>.</param>
    /// <param name="productScratch"><see cref="WideMatrixProduct.ScratchLength"/> bytes for the hidden state and the gates.</param>
    /// <param name="stateQuantization">How the hidden states are quantized.</param>
    /// <param name="geometry">As in <see cref="Run"/>.</param>
    /// <param name="functions">The activations.</param>
    /// <exception cref="ArgumentException">A span is too short for the geometry.</exception>
    public static void RunQuantized(
        ReadOnlySpan<float> projected,
        ReadOnlySpan<sbyte> weights,
        ReadOnlySpan<float> weightScales,
        ReadOnlySpan<int> weightSums,
        ReadOnlySpan<float> bias,
        ReadOnlySpan<sbyte> candidateWeights,
        ReadOnlySpan<float> candidateWeightScales,
        ReadOnlySpan<int> candidateWeightSums,
        ReadOnlySpan<float> candidateBias,
        ReadOnlySpan<int> lengths,
        ReadOnlySpan<float> initialHidden,
        Span<float> output,
        Span<float> lastHidden,
        Span<float> scratch,
        Span<byte> productScratch,
        in WideQuantization stateQuantization,
        in RecurrentGeometry geometry,
        in GruFunctions functions)
    {
        var resetsFirst = !candidateWeights.IsEmpty;
        var (hidden, gates) = (geometry.Hidden, GateColumns(geometry, resetsFirst));
        WideProduct.Check(weights, weightScales, weightSums, bias, productScratch, stateQuantization, hidden, gates);
        if (resetsFirst)
        {
            WideProduct.Check(candidateWeights, candidateWeightScales, candidateWeightSums, candidateBias, productScratch, stateQuantization, hidden, hidden);
        }

        var spans = new RecurrentSpans(projected, lengths, initialHidden, output, lastHidden, scratch);
        fixed (sbyte* values = weights, candidateValues = candidateWeights)
        fixed (float* scales = weightScales, biases = bias, candidateScales = candidateWeightScales, candidateBiases = candidateBias)
        fixed (int* sums = weightSums, candidateSums = candidateWeightSums)
        fixed (byte* memory = productScratch)
        {
            var product = new WideRecurrentProduct(new WideProduct(values, scales, sums, biases, memory, stateQuantization, hidden, gates), geometry.Batch);
            var candidate = new WideRecurrentProduct(new WideProduct(candidateValues, candidateScales, candidateSums, candidateBiases, memory, stateQuantization, hidden, hidden), geometry.Batch);
            Run(product, candidate, resetsFirst, spans, geometry, functions);
        }
    }

    private static int GateColumns(in RecurrentGeometry geometry, bool resetsFirst)
    {
        return (resetsFirst ? GruCell.Gates - 1 : GruCell.Gates) * geometry.Hidden;
    }

    private static void Run<TProduct>(
        TProduct product, TProduct candidate, bool resetsFirst, in RecurrentSpans spans, in RecurrentGeometry geometry, in GruFunctions functions)
        where TProduct : struct, IRecurrentProduct
    {
        spans.Check(geometry, GruCell.Gates, ScratchLength(geometry.Hidden));
        fixed (float* inputs = spans.Projected, hidden0 = spans.InitialHidden, outputs = spans.Output, hiddenN = spans.LastHidden, memory = spans.Scratch)
        fixed (int* ends = spans.Lengths)
        {
            var sequence = new RecurrentSequence(geometry, inputs, GruCell.Gates * geometry.Hidden, ends, outputs);
            var cell = new GruCell
            {
                Geometry = geometry,
                Sequence = sequence,
                Functions = functions,
                Hidden = memory,
                Sums = memory + geometry.StateLength,
                Reset = memory + (4 * geometry.StateLength),
            };
            sequence.LoadState(hidden0, cell.Hidden);
            if (resetsFirst)
            {
                cell.RunResetFirst(product, candidate);
            }
            else
            {
                cell.Run(product);
            }

            sequence.StoreState(cell.Hidden, hiddenN);
        }
    }
}
