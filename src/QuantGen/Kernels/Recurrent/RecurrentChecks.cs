namespace QuantGen.Kernels;

/// <summary>The checks that all recurrent layers share.</summary>
internal static class RecurrentChecks
{
    /// <summary>Checks the sizes and the spans that every recurrent layer has.</summary>
    /// <exception cref="ArgumentException">A span is too short for the geometry.</exception>
    internal static void Require(
        in RecurrentGeometry geometry,
        int gates,
        ReadOnlySpan<float> projected,
        ReadOnlySpan<int> lengths,
        ReadOnlySpan<float> initialHidden,
        ReadOnlySpan<float> output,
        ReadOnlySpan<float> lastHidden)
    {
        geometry.Check();
        KernelChecks.AtLeast(projected, (long)geometry.Steps * geometry.Batch * gates);
        KernelChecks.EmptyOrAtLeast(lengths, geometry.Batch);
        KernelChecks.EmptyOrAtLeast(initialHidden, geometry.LayerStateLength);
        KernelChecks.EmptyOrAtLeast(output, geometry.OutputLength);
        KernelChecks.EmptyOrAtLeast(lastHidden, geometry.LayerStateLength);
    }
}
