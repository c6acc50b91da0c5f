using System.ComponentModel;

namespace QuantGen.Kernels;

/// <summary>Conversions between float and uint8, with one scale and zero point.</summary>
/// <remarks>For generated code. Rows of the 8-bit side are padded to a multiple of four; rows of the float side are not.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public static unsafe class Quantization
{
    private static readonly delegate*<in QuantizationArguments, void> QuantizeKernel =
        KernelSelection.Select(QuantizationKernels.Quantize).Run;

    private static readonly delegate*<in QuantizationArguments, void> QuantizeToChannelsLastKernel =
        KernelSelection.Select(QuantizationKernels.QuantizeToChannelsLast).Run;

    private static readonly delegate*<in QuantizationArguments, void> DequantizeKernel =
        KernelSelection.Select(QuantizationKernels.Dequantize).Run;

    private static readonly delegate*<in QuantizationArguments, void> DequantizeFromChannelsLastKernel =
        KernelSelection.Select(QuantizationKernels.DequantizeFromChannelsLast).Run;

    /// <summary><c>clamp(rne(x / scale) + zeroPoint, 0, 255)</c>, a true division; NaN gives the zero point, infinities saturate.</summary>
    /// <param name="input"><c>[rows, columns]</c>.</param>
    /// <param name="output"><c>[rows, columns]</c>, rows padded to a multiple of four.</param>
    /// <param name="rows">Rows, at least 0.</param>
    /// <param name="columns">Columns, at least 0.</param>
    /// <param name="scale">The scale, positive.</param>
    /// <param name="zeroPoint">The zero point, 0..255.</param>
    /// <exception cref="ArgumentException">A span is shorter than the sizes need, or a value is out of its range.</exception>
    public static void Quantize(ReadOnlySpan<float> input, Span<byte> output, int rows, int columns, float scale, int zeroPoint)
    {
        ToBytes(QuantizeKernel, input, output, 1, rows, columns, scale, zeroPoint);
    }

    /// <summary>As <see cref="Quantize"/>, from channels first to channels last.</summary>
    /// <param name="input"><c>[batch, channels, spatial]</c>.</param>
    /// <param name="output"><c>[batch, spatial, channels]</c>, rows padded to a multiple of four.</param>
    /// <param name="batch">Batch items, at least 0.</param>
    /// <param name="channels">Channels, at least 0.</param>
    /// <param name="spatial">Positions of an item, at least 0.</param>
    /// <param name="scale">The scale, positive.</param>
    /// <param name="zeroPoint">The zero point, 0..255.</param>
    /// <exception cref="ArgumentException">A span is shorter than the sizes need, or a value is out of its range.</exception>
    public static void QuantizeToChannelsLast(
        ReadOnlySpan<float> input, Span<byte> output, int batch, int channels, int spatial, float scale, int zeroPoint)
    {
        ToBytes(QuantizeToChannelsLastKernel, input, output, batch, spatial, channels, scale, zeroPoint);
    }

    /// <summary><c>(q - zeroPoint) * scale</c>.</summary>
    /// <param name="input"><c>[rows, columns]</c>, rows padded to a multiple of four.</param>
    /// <param name="output"><c>[rows, columns]</c>.</param>
    /// <param name="rows">Rows, at least 0.</param>
    /// <param name="columns">Columns, at least 0.</param>
    /// <param name="scale">The scale, positive.</param>
    /// <param name="zeroPoint">The zero point, 0..255.</param>
    /// <exception cref="ArgumentException">A span is shorter than the sizes need, or a value is out of its range.</exception>
    public static void Dequantize(ReadOnlySpan<byte> input, Span<float> output, int rows, int columns, float scale, int zeroPoint)
    {
        ToFloats(DequantizeKernel, input, output, 1, rows, columns, scale, zeroPoint);
    }

    /// <summary>As <see cref="Dequantize"/>, from channels last to channels first.</summary>
    /// <param name="input"><c>[batch, spatial, channels]</c>, rows padded to a multiple of four.</param>
    /// <param name="output"><c>[batch, channels, spatial]</c>.</param>
    /// <param name="batch">Batch items, at least 0.</param>
    /// <param name="channels">Channels, at least 0.</param>
    /// <param name="spatial">Positions of an item, at least 0.</param>
    /// <param name="scale">The scale, positive.</param>
    /// <param name="zeroPoint">The zero point, 0..255.</param>
    /// <exception cref="ArgumentException">A span is shorter than the sizes need, or a value is out of its range.</exception>
    public static void DequantizeFromChannelsLast(
        ReadOnlySpan<byte> input, Span<float> output, int batch, int channels, int spatial, float scale, int zeroPoint)
    {
        ToFloats(DequantizeFromChannelsLastKernel, input, output, batch, spatial, channels, scale, zeroPoint);
    }

    private static void ToBytes(
        delegate*<in QuantizationArguments, void> kernel,
        ReadOnlySpan<float> input,
        Span<byte> output,
        int batch,
        int rows,
        int columns,
        float scale,
        int zeroPoint)
    {
        Check(input.Length, output.Length, batch, rows, columns, scale, zeroPoint);
        fixed (float* floats = input)
        fixed (byte* bytes = output)
        {
            kernel(Arguments(floats, bytes, batch, rows, columns, scale, zeroPoint));
        }
    }

    private static void ToFloats(
        delegate*<in QuantizationArguments, void> kernel,
        ReadOnlySpan<byte> input,
        Span<float> output,
        int batch,
        int rows,
        int columns,
        float scale,
        int zeroPoint)
    {
        Check(output.Length, input.Length, batch, rows, columns, scale, zeroPoint);
        fixed (float* floats = output)
        fixed (byte* bytes = input)
        {
            kernel(Arguments(floats, bytes, batch, rows, columns, scale, zeroPoint));
        }
    }

    private static QuantizationArguments Arguments(
        float* floats, byte* bytes, int batch, int rows, int columns, float scale, int zeroPoint)
    {
        return new QuantizationArguments
        {
            Floats = floats,
            Bytes = bytes,
            Batch = batch,
            Rows = rows,
            Columns = columns,
            Scale = scale,
            ZeroPoint = zeroPoint,
        };
    }

    private static void Check(int floats, int bytes, int batch, int rows, int columns, float scale, int zeroPoint)
    {
        KernelChecks.Require(batch >= 0 && rows >= 0 && columns >= 0, "A tensor has no negative size.");
        KernelChecks.Require(scale > 0 && (uint)zeroPoint <= 255, "A scale is positive, a zero point is in 0..255.");
        var allRows = checked((long)batch * rows);
        KernelChecks.Require(floats >= allRows * columns, "The float span is shorter than the sizes need.");
        KernelChecks.Require(bytes >= allRows * KernelChecks.RowStride(columns), "The 8-bit span is shorter than the sizes need.");
    }
}
