using System.Runtime.InteropServices;
using QuantGen.Kernels;

namespace QuantGen.Tests.Kernels;

/// <summary>One convolution to compare kernels on: a shape, and data that depends on nothing but the case.</summary>
internal sealed class ConvolutionCase
{
    private readonly string _name;

    internal ConvolutionCase(
        string name,
        ConvolutionGeometry geometry,
        int inputZeroPoint = 113,
        int outputZeroPoint = 128,
        bool extreme = false,
        float gain = 1)
    {
        _name = name;
        Geometry = geometry;
        InputZeroPoint = inputZeroPoint;
        Requantization = new Requantization(outputZeroPoint, 0, 255);
        var random = new Random(name.Length + (geometry.InputChannels * 31) + geometry.OutputChannels + inputZeroPoint);
        var fanIn = geometry.GroupInputChannels * geometry.Taps;
        Input = new byte[geometry.InputPixels * KernelChecks.RowStride(geometry.InputChannels)];
        OnnxWeights = new sbyte[geometry.OutputChannels * fanIn];
        Bias = new int[geometry.OutputChannels];
        Multipliers = new float[geometry.OutputChannels];
        Residual = new byte[geometry.OutputPixels * KernelChecks.RowStride(geometry.OutputChannels)];
        Table = new byte[256];
        random.NextBytes(Input);
        random.NextBytes(MemoryMarshal.AsBytes(OnnxWeights.AsSpan()));
        random.NextBytes(Residual);
        random.NextBytes(Table);
        if (extreme)
        {
            Array.Fill(Input, (byte)255);
            for (var i = 0; i < OnnxWeights.Length; i++)
            {
                OnnxWeights[i] = (sbyte)(i / fanIn % 2 == 0 ? 127 : -127);
            }
        }

        for (var channel = 0; channel < Bias.Length; channel++)
        {
            Bias[channel] = random.Next(-20000, 20000);
            Multipliers[channel] = gain * (0.5f + random.NextSingle()) / (60 * MathF.Sqrt(fanIn));
        }
    }

    internal ConvolutionGeometry Geometry { get; }

    internal int InputZeroPoint { get; }

    internal Requantization Requantization { get; }

    internal QuantizedAddition Addition { get; } = new(0.7f, 0.31f, 3.4f, 5, 250);

    internal byte[] Input { get; }

    internal sbyte[] OnnxWeights { get; }

    internal int[] Bias { get; }

    internal float[] Multipliers { get; }

    internal byte[] Residual { get; }

    internal byte[] Table { get; }

    /// <inheritdoc/>
    public override string ToString()
    {
        return $"{_name}, {Geometry.InputChannels} to {Geometry.OutputChannels} channels, zero point {InputZeroPoint}";
    }
}
