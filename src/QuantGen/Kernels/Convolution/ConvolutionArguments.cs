namespace QuantGen.Kernels;

/// <summary>The checked arguments of a quantized convolution.</summary>
internal unsafe struct ConvolutionArguments
{
    /// <summary>Channels-last input, rows padded to four bytes.</summary>
    internal byte* Input;

    /// <summary>Weights as <see cref="PackedWeights"/> lays them out.</summary>
    internal sbyte* Weights;

    /// <summary>Per output channel, the zero point's correction included; null where sums start from zero.</summary>
    internal int* Bias;

    /// <summary>Per output channel; where scales are found while running, the scale of the weights.</summary>
    internal float* Multipliers;

    /// <summary>The shape.</summary>
    internal ConvolutionGeometry Geometry;

    /// <summary>What padding reads.</summary>
    internal int InputZeroPoint;

    /// <summary>Where the accumulators go.</summary>
    internal OutputStage Output;
}
