using System.ComponentModel;

namespace QuantGen.Kernels;

/// <summary>One direction of an LSTM over sequences whose inputs are multiplied with their weights already.</summary>
/// <remarks>
/// Gates are in ONNX's order: input, output, forget, candidate. The share of the input, of the state, and of the peephole are added in this order.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public static unsafe class Lstm
{
    /// <summary>Elements of scratch memory.</summary>
    /// <param name="batch">Sequences.</param>
    /// <param name="hidden">Elements of the hidden state.</param>
    public static int ScratchLength(int batch, int hidden)
    {
        return checked(batch * hidden * (2 + LstmCell.Gates));
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
    /// <param name="scratch"><c>[batch, 6 * hidden]</c>.</param>
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
        RecurrentChecks.Require(geometry, gates, projected, lengths, initialHidden, output, lastHidden);
        KernelChecks.AtLeast(weights, PackedFloatWeights.MatrixProductLength(geometry.Hidden, gates));
        KernelChecks.EmptyOrAtLeast(bias, gates);
        KernelChecks.EmptyOrAtLeast(peepholes, 3L * geometry.Directions * geometry.Hidden);
        KernelChecks.EmptyOrAtLeast(initialCell, geometry.LayerStateLength);
        KernelChecks.EmptyOrAtLeast<float>(lastCell, geometry.LayerStateLength);
        KernelChecks.AtLeast<float>(scratch, ScratchLength(geometry.Batch, geometry.Hidden));
        fixed (float* inputs = projected, packed = weights, biases = bias, peephole = peepholes, hidden0 = initialHidden, cell0 = initialCell)
        fixed (float* outputs = output, hiddenN = lastHidden, cellN = lastCell, memory = scratch)
        fixed (int* ends = lengths)
        {
            var sequence = new RecurrentSequence(geometry, inputs, gates, ends, outputs);
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
            cell.Run(new FloatRecurrentProduct(packed, biases, geometry.Batch, geometry.Hidden, gates));
            sequence.StoreState(cell.Hidden, hiddenN);
            sequence.StoreState(cell.Cell, cellN);
        }
    }
}
