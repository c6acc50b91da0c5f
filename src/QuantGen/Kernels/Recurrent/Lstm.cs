using System.ComponentModel;

namespace QuantGen.Kernels;

/// <summary>One direction of an LSTM over sequences whose inputs are multiplied with their weights already.</summary>
/// <remarks>
/// Gates are in ONNX's order: input, output, forget, candidate. The share of the input, of the state, and of the peephole are added in this order.
/// States and activations are float, also where the product is one of 8-bit numbers.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public static unsafe partial class Lstm
{
    /// <summary>Elements of scratch memory for one sequence.</summary>
    /// <param name="hidden">Elements of the hidden state.</param>
    public static int ScratchLength(int hidden)
    {
        return checked(hidden * (2 + LstmCell.Gates));
    }

    /// <summary>Runs with float weights.</summary>
    /// <param name="projected">Inputs times weights, their bias included: <c>[steps, batch, 4 * hidden]</c>, with <c>batchFirst</c> the first two exchanged.</param>
    /// <param name="weights"><c>[hidden, 4 * hidden]</c>, packed by <see cref="PackedFloatWeights.MatrixProduct"/>.</param>
    /// <param name="bias">Of the recurrent product, <c>[4 * hidden]</c>, or empty.</param>
    /// <param name="peepholes"><c>[directions, 3 * hidden]</c> for input, output and forget gate, or empty.</param>
    /// <param name="lengths">The length of each sequence, or empty when all have all steps.</param>
    /// <param name="initialHidden"><c>[directions, batch, hidden]</c>, with <c>batchFirst</c> the first two exchanged; zeros when empty.</param>
    /// <param name="initialCell">As <paramref name="initialHidden"/>.</param>
    /// <param name="output"><c>[steps, directions, batch, hidden]</c>, with <c>batchFirst</c> <c>[batch, steps, directions, hidden]</c>; or empty.</param>
    /// <param name="lastHidden">As <paramref name="initialHidden"/>, or empty.</param>
    /// <param name="lastCell">As <paramref name="initialHidden"/>, or empty.</param>
    /// <param name="scratch"><c>[batch, <see cref="ScratchLength"/>]</c>.</param>
    /// <param name="geometry">The sizes, and the direction, whose part of states and output is read and written.</param>
    /// <param name="functions">The activations.</param>
    /// <exception cref="ArgumentException">A span is too short for the geometry.</exception>
    public static void Run(
        ReadOnlySpan<float> projected,
        ReadOnlySpan<float> weights,
        ReadOnlySpan<float> bias,
        ReadOnlySpan<float> peepholes,
        ReadOnlySpan<int> lengths,
        ReadOnlySpan<float> initialHidden,
        ReadOnlySpan<float> initialCell,
        Span<float> output,
        Span<float> lastHidden,
        Span<float> lastCell,
        Span<float> scratch,
        in RecurrentGeometry geometry,
        in LstmFunctions functions)
    {
        var gates = LstmCell.Gates * geometry.Hidden;
        KernelChecks.AtLeast(weights, PackedFloatWeights.MatrixProductLength(geometry.Hidden, gates));
        KernelChecks.EmptyOrAtLeast(bias, gates);
        var spans = new RecurrentSpans(projected, lengths, initialHidden, output, lastHidden, scratch);
        fixed (float* packed = weights, biases = bias)
        {
            var product = new FloatRecurrentProduct(packed, biases, geometry.Batch, geometry.Hidden, gates);
            Run(product, spans, peepholes, initialCell, lastCell, geometry, functions);
        }
    }

    /// <summary>Runs with int8 weights; the hidden states are quantized to 16 bits at each step.</summary>
    /// <param name="projected">As in <see cref="Run"/>.</param>
    /// <param name="weights"><c>[hidden, 4 * hidden]</c>, packed at build time as those of <see cref="WideMatrixProduct"/>.</param>
    /// <param name="weightScales">Per gate; padded with zeros to a multiple of 16.</param>
    /// <param name="weightSums">Per gate, the sum of its weights; padded as <paramref name="weightScales"/>.</param>
    /// <param name="bias">Of the recurrent product, padded as <paramref name="weightScales"/>; or empty.</param>
    /// <param name="peepholes">As in <see cref="Run"/>, and so are the following ones.</param>
    /// <param name="lengths">The length of each sequence.</param>
    /// <param name="initialHidden">The hidden state at the start.</param>
    /// <param name="initialCell">The cell at the start.</param>
    /// <param name="output">The hidden states.</param>
    /// <param name="lastHidden">The hidden state at the end.</param>
    /// <param name="lastCell">The cell at the end.</param>
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
        ReadOnlySpan<float> peepholes,
        ReadOnlySpan<int> lengths,
        ReadOnlySpan<float> initialHidden,
        ReadOnlySpan<float> initialCell,
        Span<float> output,
        Span<float> lastHidden,
        Span<float> lastCell,
        Span<float> scratch,
        Span<byte> productScratch,
        in WideQuantization stateQuantization,
        in RecurrentGeometry geometry,
        in LstmFunctions functions)
    {
        var gates = LstmCell.Gates * geometry.Hidden;
        WideProduct.Check(weights, weightScales, weightSums, bias, productScratch, stateQuantization, geometry.Hidden, gates);
        var spans = new RecurrentSpans(projected, lengths, initialHidden, output, lastHidden, scratch);
        fixed (sbyte* values = weights)
        fixed (float* scales = weightScales, biases = bias)
        fixed (int* sums = weightSums)
        fixed (byte* memory = productScratch)
        {
            var product = new WideRecurrentProduct(new WideProduct(values, scales, sums, biases, memory, stateQuantization, geometry.Hidden, gates), geometry.Batch);
            Run(product, spans, peepholes, initialCell, lastCell, geometry, functions);
        }
    }

    private static void Run<TProduct>(
        TProduct product,
        in RecurrentSpans spans,
        ReadOnlySpan<float> peepholes,
        ReadOnlySpan<float> initialCell,
        Span<float> lastCell,
        in RecurrentGeometry geometry,
        in LstmFunctions functions)
        where TProduct : struct, IRecurrentProduct
    {
        spans.Check(geometry, LstmCell.Gates, ScratchLength(geometry.Hidden));
        KernelChecks.EmptyOrAtLeast(peepholes, 3L * geometry.Directions * geometry.Hidden);
        KernelChecks.EmptyOrAtLeast(initialCell, geometry.LayerStateLength);
        KernelChecks.EmptyOrAtLeast<float>(lastCell, geometry.LayerStateLength);
        fixed (float* inputs = spans.Projected, peephole = peepholes, hidden0 = spans.InitialHidden, cell0 = initialCell)
        fixed (float* outputs = spans.Output, hiddenN = spans.LastHidden, cellN = lastCell, memory = spans.Scratch)
        fixed (int* ends = spans.Lengths)
        {
            var sequence = new RecurrentSequence(geometry, inputs, LstmCell.Gates * geometry.Hidden, ends, outputs);
            var cell = new LstmCell
            {
                Geometry = geometry,
                Sequence = sequence,
                Functions = functions,
                Peepholes = peephole == null ? null : peephole + (3L * geometry.Direction * geometry.Hidden),
                Hidden = memory,
                Cell = memory + geometry.StateLength,
                Sums = memory + (2 * geometry.StateLength),
            };
            sequence.LoadState(hidden0, cell.Hidden);
            sequence.LoadState(cell0, cell.Cell);
            cell.Run(product);
            sequence.StoreState(cell.Hidden, hiddenN);
            sequence.StoreState(cell.Cell, cellN);
        }
    }
}
