using System.Numerics;

namespace QuantGen.Kernels;

/// <content>Scales for blocks of elements along an axis.</content>
public static partial class LinearQuantization
{
    /// <summary>As <see cref="Quantize"/>, with a scale and zero point for each block of <paramref name="blockSize"/> elements along the axis.</summary>
    /// <typeparam name="T">byte, sbyte, ushort or short.</typeparam>
    /// <param name="input"><c>[outer, axis, inner]</c>.</param>
    /// <param name="scale"><c>[outer, blocks, inner]</c>.</param>
    /// <param name="zeroPoint"><c>[outer, blocks, inner]</c>, or empty.</param>
    /// <param name="output"><c>[outer, axis, inner]</c>.</param>
    /// <param name="outer">Product of the dimensions before the axis.</param>
    /// <param name="axis">Length of the axis.</param>
    /// <param name="inner">Product of the dimensions after the axis.</param>
    /// <param name="blockSize">Elements of a block, at least 1; the last block may have fewer.</param>
    /// <exception cref="ArgumentException">A span is too short, or the block size is not positive.</exception>
    public static void QuantizeBlocks<T>(
        ReadOnlySpan<float> input, ReadOnlySpan<float> scale, ReadOnlySpan<T> zeroPoint, Span<T> output, int outer, int axis, int inner, int blockSize)
        where T : unmanaged, IBinaryInteger<T>
    {
        var blocks = CheckBlocks(scale, zeroPoint, outer, axis, inner, blockSize);
        KernelChecks.AtLeast(input, ShapeChecks.Elements([outer, axis, inner]));
        KernelChecks.AtLeast<T>(output, ShapeChecks.Elements([outer, axis, inner]));
        for (var line = 0; line < outer * axis; line++)
        {
            var first = ((line / axis * blocks) + (line % axis / blockSize)) * inner;
            for (var i = 0; i < inner; i++)
            {
                var zero = zeroPoint.IsEmpty ? 0 : int.CreateTruncating(zeroPoint[first + i]);
                output[(line * inner) + i] = Saturation.Round<T>(input[(line * inner) + i] / scale[first + i], zero);
            }
        }
    }

    /// <summary>As <see cref="Dequantize"/>, with a scale and zero point for each block of <paramref name="blockSize"/> elements along the axis.</summary>
    /// <typeparam name="T">byte, sbyte, ushort, short or int.</typeparam>
    /// <param name="input"><c>[outer, axis, inner]</c>.</param>
    /// <param name="scale"><c>[outer, blocks, inner]</c>.</param>
    /// <param name="zeroPoint"><c>[outer, blocks, inner]</c>, or empty.</param>
    /// <param name="output"><c>[outer, axis, inner]</c>.</param>
    /// <param name="outer">Product of the dimensions before the axis.</param>
    /// <param name="axis">Length of the axis.</param>
    /// <param name="inner">Product of the dimensions after the axis.</param>
    /// <param name="blockSize">Elements of a block, at least 1; the last block may have fewer.</param>
    /// <exception cref="ArgumentException">A span is too short, or the block size is not positive.</exception>
    public static void DequantizeBlocks<T>(
        ReadOnlySpan<T> input, ReadOnlySpan<float> scale, ReadOnlySpan<T> zeroPoint, Span<float> output, int outer, int axis, int inner, int blockSize)
        where T : unmanaged, IBinaryInteger<T>
    {
        var blocks = CheckBlocks(scale, zeroPoint, outer, axis, inner, blockSize);
        KernelChecks.AtLeast(input, ShapeChecks.Elements([outer, axis, inner]));
        KernelChecks.AtLeast<float>(output, ShapeChecks.Elements([outer, axis, inner]));
        for (var line = 0; line < outer * axis; line++)
        {
            var first = ((line / axis * blocks) + (line % axis / blockSize)) * inner;
            for (var i = 0; i < inner; i++)
            {
                var zero = zeroPoint.IsEmpty ? 0 : int.CreateTruncating(zeroPoint[first + i]);
                output[(line * inner) + i] = (int.CreateTruncating(input[(line * inner) + i]) - zero) * scale[first + i];
            }
        }
    }

    /// <summary>Checks scales and zero points; returns the number of blocks along the axis.</summary>
    private static int CheckBlocks<T>(ReadOnlySpan<float> scale, ReadOnlySpan<T> zeroPoint, int outer, int axis, int inner, int blockSize)
        where T : unmanaged
    {
        KernelChecks.Require(blockSize > 0, "A block has at least one element.");
        var blocks = (int)(((long)axis + blockSize - 1) / blockSize);
        KernelChecks.AtLeast(scale, ShapeChecks.Elements([outer, blocks, inner]));
        KernelChecks.EmptyOrAtLeast(zeroPoint, ShapeChecks.Elements([outer, blocks, inner]));
        return blocks;
    }
}
