namespace QuantGen.Kernels;

public static unsafe partial class Elementwise
{
    /// <summary>Whether an element is not a number.</summary>
    public static void IsNaN(ReadOnlySpan<float> input, Span<bool> output)
    {
        KernelChecks.AtLeast<bool>(output, input.Length);
        for (var i = 0; i < input.Length; i++)
        {
            output[i] = float.IsNaN(input[i]);
        }
    }

    /// <summary>Whether an element is infinite, of one of the signs that are asked for.</summary>
    public static void IsInfinity(ReadOnlySpan<float> input, Span<bool> output, bool positive, bool negative)
    {
        KernelChecks.AtLeast<bool>(output, input.Length);
        for (var i = 0; i < input.Length; i++)
        {
            output[i] = (positive && float.IsPositiveInfinity(input[i])) || (negative && float.IsNegativeInfinity(input[i]));
        }
    }

    /// <summary>Every bit inverted.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    public static void BitwiseNot<T>(ReadOnlySpan<T> input, Span<T> output)
        where T : unmanaged, System.Numerics.IBinaryInteger<T>
    {
        KernelChecks.AtLeast<T>(output, input.Length);
        for (var i = 0; i < input.Length; i++)
        {
            output[i] = ~input[i];
        }
    }
}
