using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace QuantGen.Kernels;

/// <summary>The steps of a GRU: <c>h = (1 - z) * n + z * h</c>. Rows of gates are in ONNX's order: update z, reset r, candidate n.</summary>
internal unsafe struct GruCell
{
    internal const int Gates = 3;

    internal required RecurrentGeometry Geometry { get; init; }

    internal required RecurrentSequence Sequence { get; init; }

    internal required GruFunctions Functions { get; init; }

    /// <summary><c>[batch, hidden]</c>.</summary>
    internal required float* Hidden { get; init; }

    /// <summary><c>[batch, 3 * hidden]</c>, or <c>[batch, 2 * hidden]</c> and behind them the candidates <c>[batch, hidden]</c>.</summary>
    internal required float* Sums { get; init; }

    /// <summary>States after the reset gate, <c>[batch, hidden]</c>.</summary>
    internal required float* Reset { get; init; }

    /// <summary>Works through the sequences, the reset gate applied to the product: <c>n = g(x * W + r * (h * R))</c>.</summary>
    internal readonly void Run<TProduct>(TProduct product)
        where TProduct : struct, IRecurrentProduct
    {
        for (var index = 0; index < Geometry.Steps; index++)
        {
            var step = Sequence.Step(index);
            product.Multiply(Hidden, Sums);
            for (var sequence = 0; sequence < Geometry.Batch; sequence++)
            {
                if (Sequence.Enter(step, sequence))
                {
                    var state = (nint)sequence * Geometry.Hidden;
                    Advance(Sequence.Projected(step, sequence), Sums + (Gates * state), Hidden + state);
                    Sequence.Leave(step, sequence, Hidden + state);
                }
            }
        }
    }

    /// <summary>Works through the sequences, the reset gate applied to the state before the product: <c>n = g(x * W + (r * h) * R)</c>.</summary>
    /// <param name="gates">The product for update and reset gate.</param>
    /// <param name="candidates">The product for the candidate.</param>
    internal readonly void RunResetFirst<TProduct>(TProduct gates, TProduct candidates)
        where TProduct : struct, IRecurrentProduct
    {
        var candidateSums = Sums + (2 * Geometry.StateLength);
        for (var index = 0; index < Geometry.Steps; index++)
        {
            var step = Sequence.Step(index);
            gates.Multiply(Hidden, Sums);
            for (var sequence = 0; sequence < Geometry.Batch; sequence++)
            {
                var state = (nint)sequence * Geometry.Hidden;
                ResetState(Sequence.Projected(step, sequence), Sums + (2 * state), Hidden + state, Reset + state);
            }

            candidates.Multiply(Reset, candidateSums);
            for (var sequence = 0; sequence < Geometry.Batch; sequence++)
            {
                if (Sequence.Enter(step, sequence))
                {
                    var state = (nint)sequence * Geometry.Hidden;
                    AdvanceAfterReset(Sequence.Projected(step, sequence), Sums + (2 * state), candidateSums + state, Hidden + state);
                    Sequence.Leave(step, sequence, Hidden + state);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Advance(float* projected, float* sums, float* hidden)
    {
        var size = (nint)Geometry.Hidden;
        var (functions, clip) = (Functions, Functions.Clip);
        for (nint i = 0; i < size; i += Vector512<float>.Count)
        {
            var width = (int)(size - i);
            var update = functions.Gate.Apply(RecurrentGate.Load(projected, sums, i, width), clip);
            var reset = functions.Gate.Apply(RecurrentGate.Load(projected, sums, size + i, width), clip);
            var share = reset * PartialVector.Load(sums + (2 * size) + i, width);
            var candidate = functions.Candidate.Apply(PartialVector.Load(projected + (2 * size) + i, width) + share, clip);
            Blend(update, candidate, hidden + i, width);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void ResetState(float* projected, float* sums, float* hidden, float* target)
    {
        var size = (nint)Geometry.Hidden;
        for (nint i = 0; i < size; i += Vector512<float>.Count)
        {
            var width = (int)(size - i);
            var reset = Functions.Gate.Apply(RecurrentGate.Load(projected, sums, size + i, width), Functions.Clip);
            PartialVector.Store(reset * PartialVector.Load(hidden + i, width), target + i, width);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void AdvanceAfterReset(float* projected, float* sums, float* candidateSums, float* hidden)
    {
        var size = (nint)Geometry.Hidden;
        for (nint i = 0; i < size; i += Vector512<float>.Count)
        {
            var width = (int)(size - i);
            var update = Functions.Gate.Apply(RecurrentGate.Load(projected, sums, i, width), Functions.Clip);
            var candidate = Functions.Candidate.Apply(RecurrentGate.Load(projected + (2 * size), candidateSums, i, width), Functions.Clip);
            Blend(update, candidate, hidden + i, width);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Blend(Vector512<float> update, Vector512<float> candidate, float* hidden, int width)
    {
        var state = PartialVector.Load(hidden, width);
        PartialVector.Store(((Vector512<float>.One - update) * candidate) + (update * state), hidden, width);
    }
}
