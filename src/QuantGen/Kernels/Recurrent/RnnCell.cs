namespace QuantGen.Kernels;

/// <summary>The steps of a simple recurrent layer: <c>h = f(x * W + h * R)</c>.</summary>
internal unsafe struct RnnCell
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
        for (var index = 0; index < Geometry.Steps; index++)
        {
            var step = Sequence.Step(index);
            product.Multiply(Hidden, Sums);
            for (var sequence = 0; sequence < Geometry.Batch; sequence++)
            {
                if (Sequence.Enter(step, sequence))
                {
                    var state = (nint)sequence * Geometry.Hidden;
                    Advance(Sequence.Projected(step, sequence), Sums + state, Hidden + state);
                    Sequence.Leave(step, sequence, Hidden + state);
                }
            }
        }
    }

    private readonly void Advance(float* projected, float* sums, float* hidden)
    {
        RecurrentGate.Add(sums, projected, Geometry.Hidden);
        Activation.Apply(sums, Geometry.Hidden, Clip);
        new ReadOnlySpan<float>(sums, Geometry.Hidden).CopyTo(new Span<float>(hidden, Geometry.Hidden));
    }
}
