namespace QuantGen.Kernels;

public static partial class Reduction
{
    /// <summary>The index of the largest element. NaN never wins; of equal elements the first is taken, or the last.</summary>
    public static void ArgMax(ReadOnlySpan<float> input, Span<long> output, int outer, int axis, int inner, bool selectLastIndex)
    {
        FindIndex(input, output, outer, axis, inner, selectLastIndex, sign: 1);
    }

    /// <summary>The index of the smallest element. NaN never wins; of equal elements the first is taken, or the last.</summary>
    public static void ArgMin(ReadOnlySpan<float> input, Span<long> output, int outer, int axis, int inner, bool selectLastIndex)
    {
        FindIndex(input, output, outer, axis, inner, selectLastIndex, sign: -1);
    }

    private static void FindIndex(
        ReadOnlySpan<float> input, Span<long> output, int outer, int axis, int inner, bool selectLastIndex, float sign)
    {
        KernelChecks.AtLeast(input, ShapeChecks.Elements([outer, axis, inner]));
        KernelChecks.AtLeast<long>(output, ShapeChecks.Elements([outer, inner]));
        ArgumentOutOfRangeException.ThrowIfZero(axis);
        for (var row = 0; row < outer; row++)
        {
            for (var column = 0; column < inner; column++)
            {
                var best = float.NegativeInfinity;
                var index = 0;
                for (var position = 0; position < axis; position++)
                {
                    var value = sign * input[(((row * axis) + position) * inner) + column];
                    if (value > best || (selectLastIndex && value == best))
                    {
                        best = value;
                        index = position;
                    }
                }

                output[(row * inner) + column] = index;
            }
        }
    }
}
