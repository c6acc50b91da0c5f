using System.Numerics;

namespace QuantGen.Kernels;

/// <content>Reductions of numbers other than float32, one element after another. Integers wrap where they overflow.</content>
public static partial class Reduction
{
    private interface IScalarFold<T>
    {
        static abstract T Start { get; }

        static abstract T Fold(T folded, T element);
    }

    /// <summary>The sum.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    public static void ScalarSum<T>(ReadOnlySpan<T> input, Span<T> output, int outer, int axis, int inner)
        where T : unmanaged, INumber<T>
    {
        Fold<T, ScalarSumFold<T>>(input, output, outer, axis, inner);
    }

    /// <summary>The mean: the sum divided by the number of elements, of integers rounded toward zero.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    public static void ScalarMean<T>(ReadOnlySpan<T> input, Span<T> output, int outer, int axis, int inner)
        where T : unmanaged, INumber<T>
    {
        Fold<T, ScalarSumFold<T>>(input, output, outer, axis, inner);
        var count = T.CreateTruncating(axis);
        foreach (ref var sum in output[..(outer * inner)])
        {
            sum /= count;
        }
    }

    /// <summary>The sum of the squares.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    public static void ScalarSumOfSquares<T>(ReadOnlySpan<T> input, Span<T> output, int outer, int axis, int inner)
        where T : unmanaged, INumber<T>
    {
        Fold<T, ScalarSquareFold<T>>(input, output, outer, axis, inner);
    }

    /// <summary>The sum of the absolute values.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    public static void ScalarL1<T>(ReadOnlySpan<T> input, Span<T> output, int outer, int axis, int inner)
        where T : unmanaged, INumber<T>
    {
        Fold<T, ScalarMagnitudeFold<T>>(input, output, outer, axis, inner);
    }

    /// <summary>The product.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    public static void ScalarProduct<T>(ReadOnlySpan<T> input, Span<T> output, int outer, int axis, int inner)
        where T : unmanaged, INumber<T>
    {
        Fold<T, ScalarProductFold<T>>(input, output, outer, axis, inner);
    }

    /// <summary>The largest element; over nothing the lowest number. NaN never wins.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    public static void ScalarMax<T>(ReadOnlySpan<T> input, Span<T> output, int outer, int axis, int inner)
        where T : unmanaged, INumber<T>
    {
        Fold<T, ScalarMaximumFold<T>>(input, output, outer, axis, inner);
    }

    /// <summary>The smallest element; over nothing the highest number. NaN never wins.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    public static void ScalarMin<T>(ReadOnlySpan<T> input, Span<T> output, int outer, int axis, int inner)
        where T : unmanaged, INumber<T>
    {
        Fold<T, ScalarMinimumFold<T>>(input, output, outer, axis, inner);
    }

    private static void Fold<T, TFold>(ReadOnlySpan<T> input, Span<T> output, int outer, int axis, int inner)
        where T : unmanaged, INumber<T>
        where TFold : struct, IScalarFold<T>
    {
        KernelChecks.AtLeast(input, ShapeChecks.Elements([outer, axis, inner]));
        KernelChecks.AtLeast<T>(output, ShapeChecks.Elements([outer, inner]));
        for (var row = 0; row < outer; row++)
        {
            for (var column = 0; column < inner; column++)
            {
                var folded = TFold.Start;
                for (var index = 0; index < axis; index++)
                {
                    folded = TFold.Fold(folded, input[(((row * axis) + index) * inner) + column]);
                }

                output[(row * inner) + column] = folded;
            }
        }
    }

    private readonly struct ScalarSumFold<T> : IScalarFold<T>
        where T : INumber<T>
    {
        public static T Start => T.Zero;

        public static T Fold(T folded, T element)
        {
            return folded + element;
        }
    }

    private readonly struct ScalarSquareFold<T> : IScalarFold<T>
        where T : INumber<T>
    {
        public static T Start => T.Zero;

        public static T Fold(T folded, T element)
        {
            return folded + (element * element);
        }
    }

    private readonly struct ScalarMagnitudeFold<T> : IScalarFold<T>
        where T : INumber<T>
    {
        public static T Start => T.Zero;

        public static T Fold(T folded, T element)
        {
            return T.IsNegative(element) ? folded - element : folded + element;
        }
    }

    private readonly struct ScalarProductFold<T> : IScalarFold<T>
        where T : INumber<T>
    {
        public static T Start => T.One;

        public static T Fold(T folded, T element)
        {
            return folded * element;
        }
    }

    private readonly struct ScalarMaximumFold<T> : IScalarFold<T>
        where T : INumber<T>
    {
        public static T Start => T.CreateSaturating(double.NegativeInfinity);

        public static T Fold(T folded, T element)
        {
            return element > folded ? element : folded;
        }
    }

    private readonly struct ScalarMinimumFold<T> : IScalarFold<T>
        where T : INumber<T>
    {
        public static T Start => T.CreateSaturating(double.PositiveInfinity);

        public static T Fold(T folded, T element)
        {
            return element < folded ? element : folded;
        }
    }
}
