namespace QuantGen.Kernels;

/// <summary>How long a layer's packed constants are.</summary>
/// <param name="Weights">Bytes of the packed weights.</param>
/// <param name="Channels">Elements of the bias and of the multipliers, padding included.</param>
internal readonly record struct PackedLengths(long Weights, int Channels);
