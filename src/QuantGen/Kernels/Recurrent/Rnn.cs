using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace QuantGen.Kernels;

/// <summary>One direction of a simple recurrent layer, <c>h = f(x * W + h * R)</c>, over sequences whose inputs are multiplied with their weights already.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static unsafe class Rnn
{
    /// <summary>Elements of scratch memory.</summary>
    /// <inheritdoc cref="Lstm.ScratchLength"/>
    public static int ScratchLength(int batch, int hidden)
    {
        return checked(2 * batch * hidden);
    }

    /// <summary>Runs with float weights.</summary>
    /// <param name="projected">Inputs times weights, their bias included: <c>[steps, batch, hidden]</c>, with <c>batchFirst</c> the first two exchanged.</param>
    /// <param name="weights"><c>[hidden, hidden]</c>, packed by <see cref="PackedFloatWeights.MatrixProduct"/>.</param>
    /// <param name="bias">Of the recurrent product, <c>[hidden]</c>, or empty.</param>
    /// <param name="lengths">The length of each sequence, or empty when all have all steps.</param>
    /// <param name="initialHidden"><c>[directions, batch, hidden]</c>, with <c>batchFirst</c> the first two exchanged; zeros when empty.</param>
    /// <param name="output"><c>[steps, directions, batch, hidden]</c>, with <c>batchFirst</c> <c>[batch, steps, directions, hidden]</c>; or empty.</param>
    /// <param name="lastHidden">As <paramref name="initialHidden"/>, or empty.</param>
    /// <param name="scratch"><c>[batch, 2 * hidden]</c>.</param>
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
        RecurrentChecks.Require(geometry, hidden, projected, lengths, initialHidden, output, lastHidden);
        KernelChecks.AtLeast(weights, PackedFloatWeights.MatrixProductLength(hidden, hidden));
        KernelChecks.EmptyOrAtLeast(bias, hidden);
        KernelChecks.AtLeast<float>(scratch, ScratchLength(geometry.Batch, hidden));
        fixed (float* inputs = projected, packed = weights, biases = bias, hidden0 = initialHidden)
        fixed (float* outputs = output, hiddenN = lastHidden, memory = scratch)
        fixed (int* ends = lengths)
        {
            var product = new FloatRecurrentProduct(packed, biases, geometry.Batch, hidden, hidden);
            var sequence = new RecurrentSequence(geometry, inputs, hidden, ends, outputs);
            sequence.LoadState(hidden0, memory);
            for (var index = 0; index < geometry.Steps; index++)
            {
                var step = sequence.Step(index);
                product.Multiply(memory, memory + geometry.StateLength);
                Advance(sequence, step, memory, geometry, activation, clip);
            }

            sequence.StoreState(memory, hiddenN);
        }
    }

    private static void Advance(
        in RecurrentSequence sequences, int step, float* states, in RecurrentGeometry geometry, in RecurrentActivation activation, float clip)
    {
        for (var sequence = 0; sequence < geometry.Batch; sequence++)
        {
            if (sequences.Enter(step, sequence))
            {
                var state = states + ((nint)sequence * geometry.Hidden);
                Advance(sequences.Projected(step, sequence), state + geometry.StateLength, state, geometry.Hidden, activation, clip);
                sequences.Leave(step, sequence, state);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Advance(float* projected, float* sums, float* hidden, nint size, in RecurrentActivation activation, float clip)
    {
        for (nint i = 0; i < size; i += Vector512<float>.Count)
        {
            var width = (int)(size - i);
            PartialVector.Store(activation.Apply(RecurrentGate.Load(projected, sums, i, width), clip), hidden + i, width);
        }
    }
}
