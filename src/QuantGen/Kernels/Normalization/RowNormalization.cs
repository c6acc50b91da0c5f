using System.Runtime.Intrinsics;

namespace QuantGen.Kernels;

/// <summary>What the normalizations over rows share: sums of squares about a centre, and the affine map that follows.</summary>
internal static unsafe class RowNormalization
{
    private const int Lanes = 16;

    /// <summary>The mean of the squared distances from a centre, in the order of <see cref="Reduction"/>.</summary>
    internal static float MeanSquare(float* input, int count, float centre)
    {
        var centres = Vector512.Create(centre);
        var sums = Vector512<float>.Zero;
        for (nint index = 0; index < count; index += Lanes)
        {
            var width = (int)Math.Min(Lanes, count - index);
            var distance = PartialVector.Load(input + index, width) - centres;
            var added = sums + (distance * distance);
            sums = width == Lanes ? added : Vector512.ConditionalSelect(FloatReduction.FirstLanes(width), added, sums);
        }

        return FloatReduction.JoinLanes<SumFold>(sums) / count;
    }

    /// <summary>Writes <c>(x - centre) * factor * scale + bias</c>; without a bias when it is null.</summary>
    internal static void Apply(float* input, float* scale, float* bias, float* output, int count, float centre, float factor)
    {
        var centres = Vector512.Create(centre);
        var factors = Vector512.Create(factor);
        for (nint index = 0; index < count; index += Lanes)
        {
            var width = (int)Math.Min(Lanes, count - index);
            var value = (PartialVector.Load(input + index, width) - centres) * factors * PartialVector.Load(scale + index, width);
            value = bias == null ? value : value + PartialVector.Load(bias + index, width);
            PartialVector.Store(value, output + index, width);
        }
    }
}
