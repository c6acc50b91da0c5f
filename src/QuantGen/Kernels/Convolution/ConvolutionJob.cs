namespace QuantGen.Kernels;

/// <summary>What the parts of a quantized convolution work on.</summary>
internal readonly unsafe struct ConvolutionJob(ConvolutionArguments* arguments, int parts, bool byPanels = false)
{
    internal readonly ConvolutionArguments* Arguments = arguments;
    internal readonly int Parts = parts;

    /// <summary>Whether a part is some panels of output channels at all positions, instead of all channels at some positions.</summary>
    internal readonly bool ByPanels = byPanels;
}
