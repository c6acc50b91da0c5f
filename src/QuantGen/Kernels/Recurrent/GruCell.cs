namespace QuantGen.Kernels;

/// <summary>The steps of a GRU: <c>h = (1 - z) * n + z * h</c>. Rows of gates are in ONNX's order: update z, reset r, candidate n.</summary>
internal unsafe struct GruCell : IRecurrentCell
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
        Sequence.Run(this, product, Hidden, Sums);
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

    /// <inheritdoc/>
    public readonly void Advance(float* projected, float* gates, nint state)
    {
        var size = Geometry.Hidden;
        var hidden = Hidden + state;
        if (Functions.AreUsual)
        {
            FusedCells.AdvanceGru(projected, gates, hidden, size);
            return;
        }

        float* update = gates, reset = gates + size, candidate = gates + (2 * size);
        RecurrentGate.Add(gates, projected, 2 * size);
        Functions.Gate.Apply(update, 2 * size, Functions.Clip);
        RecurrentGate.Multiply(candidate, reset, candidate, size);
        RecurrentGate.Add(candidate, projected + (2 * size), size);
        Functions.Candidate.Apply(candidate, size, Functions.Clip);
        RecurrentGate.Blend(hidden, update, candidate, size);
    }

    private readonly void ResetState(float* projected, float* gates, float* hidden, float* target)
    {
        var size = Geometry.Hidden;
        RecurrentGate.Add(gates, projected, 2 * size);
        Functions.Gate.Apply(gates, 2 * size, Functions.Clip);
        RecurrentGate.Multiply(target, gates + size, hidden, size);
    }

    private readonly void AdvanceAfterReset(float* projected, float* update, float* candidate, float* hidden)
    {
        var size = Geometry.Hidden;
        RecurrentGate.Add(candidate, projected + (2 * size), size);
        Functions.Candidate.Apply(candidate, size, Functions.Clip);
        RecurrentGate.Blend(hidden, update, candidate, size);
    }
}
