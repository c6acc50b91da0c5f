using System.Numerics;

namespace QuantGen.Kernels;

public static partial class Reduction
{
    /// <summary>The sum of the elements up to each one of an axis, taken one after another.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="input"><c>[outer, axis, inner]</c>.</param>
    /// <param name="output">The same shape.</param>
    /// <param name="outer">Product of the dimensions before the axis.</param>
    /// <param name="axis">Length of the axis.</param>
    /// <param name="inner">Product of the dimensions after the axis.</param>
    /// <param name="exclusive">Whether an element is left out of its own sum.</param>
    /// <param name="reverse">Whether the sums start at the axis' end.</param>
    /// <exception cref="ArgumentException">A span is too short.</exception>
    public static void CumulativeSum<T>(ReadOnlySpan<T> input, Span<T> output, int outer, int axis, int inner, bool exclusive, bool reverse)
        where T : unmanaged, INumber<T>
    {
        KernelChecks.AtLeast(input, ShapeChecks.Elements([outer, axis, inner]));
        KernelChecks.AtLeast<T>(output, ShapeChecks.Elements([outer, axis, inner]));
        for (var row = 0; row < outer; row++)
        {
            for (var column = 0; column < inner; column++)
            {
                var sum = T.Zero;
                for (var step = 0; step < axis; step++)
                {
                    var position = (((row * axis) + (reverse ? axis - 1 - step : step)) * inner) + column;
                    var next = sum + input[position];
                    output[position] = exclusive ? sum : next;
                    sum = next;
                }
            }
        }
    }
}
