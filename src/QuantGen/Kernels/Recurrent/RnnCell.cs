namespace QuantGen.Kernels;

/// <summary>The steps of a simple recurrent layer: <c>h = f(x * W + h * R)</c>.</summary>
internal unsafe struct RnnCell : IRecurrentCell
{
    internal required RecurrentGeometry Geometry { get; init; }

    internal required RecurrentSequence Sequence { get; init; }

    internal required RecurrentActivation Activation { get; init; }

    /// <summary>The bound of what goes into the function.</summary>
    internal required float Clip { get; init; }

    /// <summary><c>[batch, hidden]</c>.</summary>
    internal required float* Hidden { get; init; }

    /// <summary><c>[batch, hidden]</c>.</summary>
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
        RecurrentGate.Add(gates, projected, Geometry.Hidden);
        Activation.Apply(gates, Geometry.Hidden, Clip);
        new ReadOnlySpan<float>(gates, Geometry.Hidden).CopyTo(new Span<float>(Hidden + state, Geometry.Hidden));
    }
}
