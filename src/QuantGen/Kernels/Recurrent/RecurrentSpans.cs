namespace QuantGen.Kernels;

/// <summary>What the recurrent layers of every kind and type of weights read and write.</summary>
internal readonly ref struct RecurrentSpans
{
    /// <summary>Inputs times weights.</summary>
    internal required ReadOnlySpan<float> Projected { get; init; }

    /// <summary>The length of each sequence, or empty.</summary>
    internal required ReadOnlySpan<int> Lengths { get; init; }

    /// <summary>The hidden state at the start, or empty.</summary>
    internal required ReadOnlySpan<float> InitialHidden { get; init; }

    /// <summary>The hidden states after every step, or empty.</summary>
    internal required Span<float> Output { get; init; }

    /// <summary>The hidden state at the end, or empty.</summary>
    internal required Span<float> LastHidden { get; init; }

    /// <summary>Scratch memory.</summary>
    internal required Span<float> Scratch { get; init; }

    /// <summary>Checks all lengths.</summary>
    /// <param name="geometry">The sizes.</param>
    /// <param name="gates">Blocks of the projected rows.</param>
    /// <param name="scratchPerSequence">Elements of scratch memory for one sequence.</param>
    /// <exception cref="ArgumentException">A span is too short for the geometry.</exception>
    internal void Check(in RecurrentGeometry geometry, int gates, int scratchPerSequence)
    {
        geometry.Check();
        KernelChecks.AtLeast(Projected, (long)geometry.Steps * geometry.Batch * gates * geometry.Hidden);
        KernelChecks.EmptyOrAtLeast(Lengths, geometry.Batch);
        KernelChecks.EmptyOrAtLeast(InitialHidden, geometry.LayerStateLength);
        KernelChecks.EmptyOrAtLeast<float>(Output, geometry.OutputLength);
        KernelChecks.EmptyOrAtLeast<float>(LastHidden, geometry.LayerStateLength);
        KernelChecks.AtLeast<float>(Scratch, (long)geometry.Batch * scratchPerSequence);
    }
}
