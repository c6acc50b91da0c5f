using System.ComponentModel;

namespace QuantGen.Kernels;

/// <summary>One direction of a simple recurrent layer, <c>h = f(x * W + h * R)</c>, over sequences whose inputs are multiplied with their weights already.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static unsafe partial class Rnn
{
    /// <summary>Elements of scratch memory for one sequence.</summary>
    /// <param name="hidden">Elements of the hidden state.</param>
    public static int ScratchLength(int hidden)
    {
        return checked(2 * hidden);
    }

    /// <summary>Runs with float weights.</summary>
    /// <param name="projected">Inputs times weights, their bias included: <c>[steps, batch, hidden]</c>, with <c>batchFirst</c> the first two exchanged.</param>
    /// <param name="weights"><c>[hidden, hidden]</c>, packed by <see cref="PackedFloatWeights.MatrixProduct"/>.</param>
    /// <param name="bias">Of the recurrent product, <c>[hidden]</c>, or empty.</param>
    /// <param name="lengths">The length of each sequence, or empty when all have all steps.</param>
    /// <param name="initialHidden"><c>[directions, batch, hidden]</c>, with <c>batchFirst</c> the first two exchanged; zeros when empty.</param>
    /// <param name="output"><c>[steps, directions, batch, hidden]</c>, with <c>batchFirst</c> <c>[batch, steps, directions, hidden]</c>; or empty.</param>
    /// <param name="lastHidden">As <paramref name="initialHidden"/>, or empty.</param>
    /// <param name="scratch"><c>[batch, <see cref="ScratchLength"/>]</c>.</param>
    /// <param name="geometry">The sizes, and the direction, whose part of states and output is read and written.</param>
    /// <param name="activation">The function f.</param>
    /// <param name="clip">What goes into the function is clamped to <c>-clip..clip</c>; infinity for none.</param>
    /// <exception cref="ArgumentException">A span is too short for the geometry.</exception>
    public static void Run(
        ReadOnlySpan<float> projected,
        ReadOnlySpan<float> weights,
        ReadOnlySpan<float> bias,
        ReadOnlySpan<int> lengths,
        ReadOnlySpan<float> initialHidden,
        Span<float> output,
        Span<float> lastHidden,
        Span<float> scratch,
        in RecurrentGeometry geometry,
        in RecurrentActivation activation,
        float clip)
    {
        var hidden = geometry.Hidden;
        KernelChecks.AtLeast(weights, PackedFloatWeights.MatrixProductLength(hidden, hidden));
        KernelChecks.EmptyOrAtLeast(bias, hidden);
        var spans = new RecurrentSpans(projected, lengths, initialHidden, output, lastHidden, scratch);
        fixed (float* packed = weights, biases = bias)
        {
            Run(new FloatRecurrentProduct(packed, biases, geometry.Batch, hidden, hidden), spans, geometry, activation, clip);
        }
    }

    /// <summary>Runs with int8 weights; the hidden states are quantized to 16 bits at each step.</summary>
    /// <param name="projected">As in <see cref="Run"/>.</param>
    /// <param name="weights"><c>[hidden, hidden]</c>, packed at build time as those of <see cref="WideMatrixProduct"/>.</param>
    /// <param name="weightScales">Per column; padded with zeros to a multiple of 16.</param>
    /// <param name="weightSums">Per column, the sum of its weights; padded as <paramref name="weightScales"/>.</param>
    /// <param name="bias">Of the recurrent product, padded as <paramref name="weightScales"/>; or empty.</param>
    /// <param name="lengths">As in <see cref="Run"/>, and so are the following ones.</param>
    /// <param name="initialHidden">The hidden state at the start.</param>
    /// <param name="output">The hidden states.</param>
    /// <param name="lastHidden">The hidden state at the end.</param>
    /// <param name="scratch"><c>[batch, <see cref="ScratchLength"/>]</c>.</param>
    /// <param name="productScratch"><see cref="WideMatrixProduct.ScratchLength"/> bytes for the hidden state and the gates.</param>
    /// <param name="stateQuantization">How the hidden states are quantized.</param>
    /// <param name="geometry">As in <see cref="Run"/>.</param>
    /// <param name="activation">The function f.</param>
    /// <param name="clip">As in <see cref="Run"/>.</param>
    /// <exception cref="ArgumentException">A span is too short for the geometry.</exception>
    public static void RunQuantized(
        ReadOnlySpan<float> projected,
        ReadOnlySpan<sbyte> weights,
        ReadOnlySpan<float> weightScales,
        ReadOnlySpan<int> weightSums,
        ReadOnlySpan<float> bias,
        ReadOnlySpan<int> lengths,
        ReadOnlySpan<float> initialHidden,
        Span<float> output,
        Span<float> lastHidden,
        Span<float> scratch,
        Span<byte> productScratch,
        in WideQuantization stateQuantization,
        in RecurrentGeometry geometry,
        in RecurrentActivation activation,
        float clip)
    {
        var hidden = geometry.Hidden;
        WideProduct.Check(weights, weightScales, weightSums, bias, productScratch, stateQuantization, hidden, hidden);
        var spans = new RecurrentSpans(projected, lengths, initialHidden, output, lastHidden, scratch);
        fixed (sbyte* values = weights)
        fixed (float* scales = weightScales, biases = bias)
        fixed (int* sums = weightSums)
        fixed (byte* memory = productScratch)
        {
            var product = new WideRecurrentProduct(new WideProduct(values, scales, sums, biases, memory, stateQuantization, hidden, hidden), geometry.Batch);
            Run(product, spans, geometry, activation, clip);
        }
    }

    private static void Run<TProduct>(
        TProduct product, in RecurrentSpans spans, in RecurrentGeometry geometry, in RecurrentActivation activation, float clip)
        where TProduct : struct, IRecurrentProduct
    {
        spans.Check(geometry, 1, ScratchLength(geometry.Hidden));
        fixed (float* inputs = spans.Projected, hidden0 = spans.InitialHidden, outputs = spans.Output, hiddenN = spans.LastHidden, memory = spans.Scratch)
        fixed (int* ends = spans.Lengths)
        {
            var sequence = new RecurrentSequence(geometry, inputs, geometry.Hidden, ends, outputs);
            var cell = new RnnCell
            {
                Geometry = geometry,
                Sequence = sequence,
                Activation = activation,
                Clip = clip,
                Hidden = memory,
                Sums = memory + geometry.StateLength,
            };
            sequence.LoadState(hidden0, cell.Hidden);
            cell.Run(product);
            sequence.StoreState(cell.Hidden, hiddenN);
        }
    }
}
