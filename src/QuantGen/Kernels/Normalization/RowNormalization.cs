using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace QuantGen.Kernels;

/// <summary>What the normalizations over rows share: sums about a centre, and the affine map that follows.</summary>
/// <remarks>Whole vectors first, in loops without calls; sums are in the order of <see cref="Reduction"/>.</remarks>
internal static unsafe class RowNormalization
{
    private const int Lanes = 16;

    /// <summary>The mean of a row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static float Mean(float* input, int count)
    {
        var sums = Vector512<float>.Zero;
        nint index = 0;
        for (; index <= count - Lanes; index += Lanes)
        {
            sums += Vector512.Load(input + index);
        }

        if (index < count)
        {
            var width = (int)(count - index);
            sums = Vector512.ConditionalSelect(FloatReduction.FirstLanes(width), sums + PartialVector.Load(input + index, width), sums);
        }

        return FloatReduction.JoinLanes<SumFold>(sums) / count;
    }

    /// <summary>The mean of the squared distances from a centre.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static float MeanSquare(float* input, int count, float centre)
    {
        var centres = Vector512.Create(centre);
        var sums = Vector512<float>.Zero;
        nint index = 0;
        for (; index <= count - Lanes; index += Lanes)
        {
            var distance = Vector512.Load(input + index) - centres;
            sums += distance * distance;
        }

        if (index < count)
        {
            var width = (int)(count - index);
            var distance = PartialVector.Load(input + index, width) - Vector512.Create(centre);
            sums = Vector512.ConditionalSelect(FloatReduction.FirstLanes(width), sums + (distance * distance), sums);
        }

        return FloatReduction.JoinLanes<SumFold>(sums) / count;
    }

    /// <summary>Writes <c>(x - centre) * factor * scale + bias</c>; without a bias when it is null.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Apply(float* input, float* scale, float* bias, float* output, int count, float centre, float factor)
    {
        var centres = Vector512.Create(centre);
        var factors = Vector512.Create(factor);
        nint index = 0;
        for (; index <= count - Lanes; index += Lanes)
        {
            var value = (Vector512.Load(input + index) - centres) * factors * Vector512.Load(scale + index);
            (bias == null ? value : value + Vector512.Load(bias + index)).Store(output + index);
        }

        if (index < count)
        {
            var width = (int)(count - index);
            var value = (PartialVector.Load(input + index, width) - Vector512.Create(centre)) * Vector512.Create(factor)
                * PartialVector.Load(scale + index, width);
            PartialVector.Store(bias == null ? value : value + PartialVector.Load(bias + index, width), output + index, width);
        }
    }
}
