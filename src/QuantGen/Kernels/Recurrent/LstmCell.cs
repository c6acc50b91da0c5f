namespace QuantGen.Kernels;

/// <summary>
/// The steps of an LSTM: <c>c = f * c + i * g</c>, <c>h = o * tanh(c)</c>. Rows of gates are in ONNX's order: input, output, forget, candidate.
/// </summary>
internal unsafe struct LstmCell : IRecurrentCell
{
    internal const int Gates = 4;

    internal required RecurrentGeometry Geometry { get; init; }

    internal required RecurrentSequence Sequence { get; init; }

    internal required LstmFunctions Functions { get; init; }

    /// <summary>Weights of the cell in the input, output and forget gates, or null.</summary>
    internal required float* Peepholes { get; init; }

    /// <summary><c>[batch, hidden]</c>.</summary>
    internal required float* Hidden { get; init; }

    /// <summary><c>[batch, hidden]</c>.</summary>
    internal required float* Cell { get; init; }

    /// <summary><c>[batch, 4 * hidden]</c>.</summary>
    internal required float* Sums { get; init; }

    /// <summary>Works through the sequences.</summary>
    internal readonly void Run<TProduct>(TProduct product)
        where TProduct : struct, IRecurrentProduct
    {
        Sequence.Run(this, product, Hidden, Sums);
    }

    /// <inheritdoc/>
    public readonly void Advance(float* projected, float* gates, nint state)
    {
        var size = Geometry.Hidden;
        float* cell = Cell + state, hidden = Hidden + state;
        if (Functions.AreUsual && Peepholes == null)
        {
            FusedCells.AdvanceLstm(projected, gates, cell, hidden, size);
            return;
        }

        float* inputGate = gates, outputGate = gates + size, forgetGate = gates + (2 * size), candidate = gates + (3 * size);
        RecurrentGate.Add(gates, projected, Gates * size);
        if (Peepholes != null)
        {
            RecurrentGate.AddProduct(inputGate, Peepholes, cell, size);
            RecurrentGate.AddProduct(forgetGate, Peepholes + (2 * size), cell, size);
        }

        Functions.Gate.Apply(inputGate, size, Functions.Clip);
        if (Functions.InputForget)
        {
            RecurrentGate.Complement(forgetGate, inputGate, size);
        }
        else
        {
            Functions.Gate.Apply(forgetGate, size, Functions.Clip);
        }

        Functions.Candidate.Apply(candidate, size, Functions.Clip);
        RecurrentGate.Mix(cell, forgetGate, cell, inputGate, candidate, size);
        if (Peepholes != null)
        {
            RecurrentGate.AddProduct(outputGate, Peepholes + size, cell, size);
        }

        Functions.Gate.Apply(outputGate, size, Functions.Clip);
        new ReadOnlySpan<float>(cell, size).CopyTo(new Span<float>(hidden, size));
        Functions.Cell.Apply(hidden, size, float.PositiveInfinity);
        RecurrentGate.Multiply(hidden, outputGate, hidden, size);
    }
}
