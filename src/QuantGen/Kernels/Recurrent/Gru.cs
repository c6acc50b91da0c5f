using System.ComponentModel;

namespace QuantGen.Kernels;

/// <summary>One direction of a GRU over sequences whose inputs are multiplied with their weights already. Gates are in ONNX's order: update, reset, candidate.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static unsafe class Gru
{
    /// <summary>Elements of scratch memory.</summary>
    /// <inheritdoc cref="Lstm.ScratchLength"/>
    public static int ScratchLength(int batch, int hidden)
    {
        return checked(batch * hidden * (2 + GruCell.Gates));
    }

    /// <summary>Runs with float weights.</summary>
    /// <param name="projected">Inputs times weights, their bias included: <c>[steps, batch, 3 * hidden]</c>, with <c>batchFirst</c> the first two exchanged.</param>
    /// <param name="weights">
    /// <c>[hidden, 3 * hidden]</c>, packed by <see cref="PackedFloatWeights.MatrixProduct"/>; without the candidate, <c>[hidden, 2 * hidden]</c>,
    /// when that has weights of its own.
    /// </param>
    /// <param name="candidateWeights">
    /// <c>[hidden, hidden]</c>, packed, for a reset gate that is applied to the state before the product; empty when it is applied to the product.
    /// </param>
    /// <param name="bias">Of the recurrent product, <c>[3 * hidden]</c>, or empty.</param>
    /// <param name="lengths">The length of each sequence, or empty when all have all steps.</param>
    /// <param name="initialHidden"><c>[directions, batch, hidden]</c>, with <c>batchFirst</c> the first two exchanged; zeros when empty.</param>
    /// <param name="output"><c>[steps, directions, batch, hidden]</c>, with <c>batchFirst</c> <c>[batch, steps, directions, hidden]</c>; or empty.</param>
    /// <param name="lastHidden">As <paramref name="initialHidden"/>, or empty.</param>
    /// <param name="scratch"><c>[batch, 5 * hidden]</c>.</param>
    /// <param name="geometry">The sizes, and the direction, whose part of states and output is read and written.</param>
    /// <param name="functions">The activations.</param>
    /// <exception cref="ArgumentException">A span is too short for the geometry.</exception>
    public static void Run(
        ReadOnlySpan<float> projected,
        ReadOnlySpan<float> weights,
        ReadOnlySpan<float> candidateWeights,
        ReadOnlySpan<float> bias,
        ReadOnlySpan<int> lengths,
        ReadOnlySpan<float> initialHidden,
        Span<float> output,
        Span<float> lastHidden,
        Span<float> scratch,
        in RecurrentGeometry geometry,
        in GruFunctions functions)
    {
        var hidden = geometry.Hidden;
        var columns = candidateWeights.IsEmpty ? GruCell.Gates * hidden : 2 * hidden;
        RecurrentChecks.Require(geometry, GruCell.Gates * hidden, projected, lengths, initialHidden, output, lastHidden);
        KernelChecks.AtLeast(weights, PackedFloatWeights.MatrixProductLength(hidden, columns));
        KernelChecks.EmptyOrAtLeast(candidateWeights, PackedFloatWeights.MatrixProductLength(hidden, hidden));
        KernelChecks.EmptyOrAtLeast(bias, GruCell.Gates * hidden);
        KernelChecks.AtLeast<float>(scratch, ScratchLength(geometry.Batch, hidden));
        fixed (float* inputs = projected, packed = weights, candidates = candidateWeights, biases = bias, hidden0 = initialHidden)
        fixed (float* outputs = output, hiddenN = lastHidden, memory = scratch)
        fixed (int* ends = lengths)
        {
            var sequence = new RecurrentSequence(geometry, inputs, GruCell.Gates * hidden, ends, outputs);
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
            var gates = new FloatRecurrentProduct(packed, biases, geometry.Batch, hidden, columns);
            if (candidates == null)
            {
                cell.Run(gates);
            }
            else
            {
                var candidateBias = biases == null ? null : biases + columns;
                cell.RunResetFirst(gates, new FloatRecurrentProduct(candidates, candidateBias, geometry.Batch, hidden, hidden));
            }

            sequence.StoreState(cell.Hidden, hiddenN);
        }
    }
}
