using System.ComponentModel;
using System.Numerics;

namespace QuantGen.Kernels;

/// <summary>ONNX's QuantizeLinear, DequantizeLinear and DynamicQuantizeLinear on plain tensors.</summary>
/// <remarks>
/// Tensors are <c>[outer, axis, inner]</c>, with a scale and a zero point for each index of the axis; a whole tensor is
/// <c>[1, 1, length]</c>. An empty zero point is 0.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public static partial class LinearQuantization
{
    /// <summary><c>saturate(rne(x / scale) + zeroPoint)</c>; NaN gives the zero point.</summary>
    /// <typeparam name="T">byte, sbyte, ushort or short.</typeparam>
    /// <param name="input"><c>[outer, axis, inner]</c>.</param>
    /// <param name="scale"><c>[axis]</c>.</param>
    /// <param name="zeroPoint"><c>[axis]</c>, or empty.</param>
    /// <param name="output"><c>[outer, axis, inner]</c>.</param>
    /// <param name="outer">Product of the dimensions before the axis.</param>
    /// <param name="axis">Length of the axis.</param>
    /// <param name="inner">Product of the dimensions after the axis.</param>
    /// <exception cref="ArgumentException">A span is too short.</exception>
    public static void Quantize<T>(
        ReadOnlySpan<float> input, ReadOnlySpan<float> scale, ReadOnlySpan<T> zeroPoint, Span<T> output, int outer, int axis, int inner)
        where T : unmanaged, IBinaryInteger<T>
    {
        var elements = ShapeChecks.Elements([outer, axis, inner]);
        KernelChecks.AtLeast(input, elements);
        KernelChecks.AtLeast<T>(output, elements);
        KernelChecks.AtLeast(scale, axis);
        KernelChecks.EmptyOrAtLeast(zeroPoint, axis);
        for (var line = 0; line < outer * axis; line++)
        {
            var channel = line % axis;
            var zero = zeroPoint.IsEmpty ? 0 : int.CreateTruncating(zeroPoint[channel]);
            var source = input.Slice(line * inner, inner);
            var target = output.Slice(line * inner, inner);
            for (var i = 0; i < source.Length; i++)
            {
                target[i] = Saturation.Round<T>(source[i] / scale[channel], zero);
            }
        }
    }

    /// <summary><c>(q - zeroPoint) * scale</c>.</summary>
    /// <typeparam name="T">byte, sbyte, ushort, short or int.</typeparam>
    /// <param name="input"><c>[outer, axis, inner]</c>.</param>
    /// <param name="scale"><c>[axis]</c>.</param>
    /// <param name="zeroPoint"><c>[axis]</c>, or empty.</param>
    /// <param name="output"><c>[outer, axis, inner]</c>.</param>
    /// <param name="outer">Product of the dimensions before the axis.</param>
    /// <param name="axis">Length of the axis.</param>
    /// <param name="inner">Product of the dimensions after the axis.</param>
    /// <exception cref="ArgumentException">A span is too short.</exception>
    public static void Dequantize<T>(
        ReadOnlySpan<T> input, ReadOnlySpan<float> scale, ReadOnlySpan<T> zeroPoint, Span<float> output, int outer, int axis, int inner)
        where T : unmanaged, IBinaryInteger<T>
    {
        var elements = ShapeChecks.Elements([outer, axis, inner]);
        KernelChecks.AtLeast(input, elements);
        KernelChecks.AtLeast<float>(output, elements);
        KernelChecks.AtLeast(scale, axis);
        KernelChecks.EmptyOrAtLeast(zeroPoint, axis);
        for (var line = 0; line < outer * axis; line++)
        {
            var channel = line % axis;
            var zero = zeroPoint.IsEmpty ? 0 : int.CreateTruncating(zeroPoint[channel]);
            var source = input.Slice(line * inner, inner);
            var target = output.Slice(line * inner, inner);
            for (var i = 0; i < source.Length; i++)
            {
                target[i] = (int.CreateTruncating(source[i]) - zero) * scale[channel];
            }
        }
    }

    /// <summary>Quantizes a tensor to the range of its own values, widened to contain 0: <see cref="DynamicQuantization.Quantize"/> of one row.</summary>
    /// <param name="input">The tensor. NaN and infinities do not widen the range.</param>
    /// <param name="output">At least as long.</param>
    /// <param name="scale">One element: <c>(max - min) / 255</c>, or 1 when both are 0.</param>
    /// <param name="zeroPoint">One element: <c>rne(clamp(-min / scale, 0, 255))</c>.</param>
    /// <exception cref="ArgumentException">A span is too short.</exception>
    public static void DynamicQuantize(ReadOnlySpan<float> input, Span<byte> output, Span<float> scale, Span<byte> zeroPoint)
    {
        DynamicQuantization.Quantize(input, output, scale, zeroPoint, rows: 1, lines: 1, columns: input.Length);
    }
}
