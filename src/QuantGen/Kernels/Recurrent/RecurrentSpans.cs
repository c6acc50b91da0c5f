namespace QuantGen.Kernels;

/// <summary>What the recurrent layers of every kind and type of weights read and write.</summary>
/// <param name="projected">Inputs times weights.</param>
/// <param name="lengths">The length of each sequence, or empty.</param>
/// <param name="initialHidden">The hidden state at the start, or empty.</param>
/// <param name="output">The hidden states after every step, or empty.</param>
/// <param name="lastHidden">The hidden state at the end, or empty.</param>
/// <param name="scratch">Scratch memory.</param>
internal readonly ref struct RecurrentSpans(
    ReadOnlySpan<float> projected,
    ReadOnlySpan<int> lengths,
    ReadOnlySpan<float> initialHidden,
    Span<float> output,
    Span<float> lastHidden,
    Span<float> scratch)
{
    internal ReadOnlySpan<float> Projected { get; } = projected;

    internal ReadOnlySpan<int> Lengths { get; } = lengths;

    internal ReadOnlySpan<float> InitialHidden { get; } = initialHidden;

    internal Span<float> Output { get; } = output;

    internal Span<float> LastHidden { get; } = lastHidden;

    internal Span<float> Scratch { get; } = scratch;

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
