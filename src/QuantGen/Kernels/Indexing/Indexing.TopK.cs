using System.Numerics;

namespace QuantGen.Kernels;

public static partial class Indexing
{
    /// <summary>The first elements of an axis in descending or ascending order and where they were; of equal ones the first comes first, NaN last.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="input"><c>[outer, axis, inner]</c>.</param>
    /// <param name="values"><c>[outer, count, inner]</c>.</param>
    /// <param name="indices">The same shape.</param>
    /// <param name="outer">Product of the dimensions before the axis.</param>
    /// <param name="axis">Length of the axis.</param>
    /// <param name="inner">Product of the dimensions after the axis.</param>
    /// <param name="count">How many, up to the length of the axis.</param>
    /// <param name="largest">Whether the largest come first.</param>
    public static void TopK<T>(ReadOnlySpan<T> input, Span<T> values, Span<long> indices, int outer, int axis, int inner, int count, bool largest)
        where T : unmanaged, INumber<T>
    {
        KernelChecks.AtLeast(input, ShapeChecks.Elements([outer, axis, inner]));
        KernelChecks.AtLeast<T>(values, ShapeChecks.Elements([outer, count, inner]));
        KernelChecks.AtLeast<long>(indices, ShapeChecks.Elements([outer, count, inner]));
        KernelChecks.Require(count <= axis, "More elements are wanted than the axis has.");
        for (var row = 0; row < outer; row++)
        {
            for (var column = 0; column < inner && count > 0; column++)
            {
                var first = (row * count * inner) + column;
                for (var index = 0; index < axis; index++)
                {
                    var value = input[(((row * axis) + index) * inner) + column];
                    var filled = Math.Min(index, count);
                    if (filled == count && !ComesBefore(value, values[first + ((count - 1) * inner)], largest))
                    {
                        continue;
                    }

                    Insert(values[first..], indices[first..], value, index, Math.Min(filled, count - 1), inner, largest);
                }
            }
        }
    }

    /// <summary>Puts an element where it belongs among the sorted ones; the last of a full list falls out.</summary>
    private static void Insert<T>(Span<T> values, Span<long> indices, T value, int index, int place, int stride, bool largest)
        where T : unmanaged, INumber<T>
    {
        while (place > 0 && ComesBefore(value, values[(place - 1) * stride], largest))
        {
            values[place * stride] = values[(place - 1) * stride];
            indices[place * stride] = indices[(place - 1) * stride];
            place--;
        }

        values[place * stride] = value;
        indices[place * stride] = index;
    }

    private static bool ComesBefore<T>(T value, T other, bool largest)
        where T : unmanaged, INumber<T>
    {
        return largest ? value > other || (T.IsNaN(other) && !T.IsNaN(value)) : value < other || (T.IsNaN(other) && !T.IsNaN(value));
    }
}
