using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace QuantGen.Kernels;

/// <summary>The loops of the float reductions.</summary>
internal static unsafe class FloatReduction
{
    private const int Lanes = 16;

    internal static void Run<TFold>(ReadOnlySpan<float> input, Span<float> output, int outer, int axis, int inner)
        where TFold : struct, IFold
    {
        KernelChecks.AtLeast(input, ShapeChecks.Elements([outer, axis, inner]));
        KernelChecks.AtLeast(output, ShapeChecks.Elements([outer, inner]));
        fixed (float* inputs = input, outputs = output)
        {
            for (nint row = 0; row < outer; row++)
            {
                if (inner == 1)
                {
                    outputs[row] = FoldRow<TFold>(inputs + (row * axis), axis);
                }
                else
                {
                    FoldColumns<TFold>(inputs + (row * axis * inner), outputs + (row * inner), axis, inner);
                }
            }
        }
    }

    /// <summary>Reduces contiguous elements in sixteen lanes.</summary>
    [SkipLocalsInit]
    internal static float FoldRow<TFold>(float* input, int count)
        where TFold : struct, IFold
    {
        var folded = TFold.Start;
        nint index = 0;
        for (; index <= count - Lanes; index += Lanes)
        {
            folded = TFold.Fold(folded, Vector512.Load(input + index));
        }

        var remaining = (int)(count - index);
        if (remaining > 0)
        {
            var last = TFold.Fold(folded, PartialVector.Load(input + index, remaining));
            folded = Vector512.ConditionalSelect(FirstLanes(remaining), last, folded);
        }

        return TFold.Finish(Vector512.CreateScalar(JoinLanes<TFold>(folded)), count).ToScalar();
    }

    /// <summary>Joins the lanes by halving: 0 with 8, 4 with 12, ..., then 0 with 4, ...</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static float JoinLanes<TFold>(Vector512<float> folded)
        where TFold : struct, IFold
    {
        folded = TFold.Join(folded, folded.GetUpper().ToVector512Unsafe());
        folded = TFold.Join(folded, folded.GetLower().GetUpper().ToVector256Unsafe().ToVector512Unsafe());
        folded = Join<TFold>(folded, Vector128.Create(2, 3, 2, 3));
        return Join<TFold>(folded, Vector128.Create(1, 1, 1, 1)).ToScalar();
    }

    /// <summary>Joins the first four lanes with others of them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Join<TFold>(Vector512<float> folded, Vector128<int> others)
        where TFold : struct, IFold
    {
        var moved = Vector128.Shuffle(folded.GetLower().GetLower(), others);
        return TFold.Join(folded, moved.ToVector256Unsafe().ToVector512Unsafe());
    }

    /// <summary>A mask of the first lanes.</summary>
    internal static Vector512<float> FirstLanes(int count)
    {
        return Vector512.LessThan(Vector512<int>.Indices, Vector512.Create(count)).AsSingle();
    }

    private static void FoldColumns<TFold>(float* input, float* output, int axis, int inner)
        where TFold : struct, IFold
    {
        for (nint column = 0; column < inner; column += Lanes)
        {
            var width = (int)Math.Min(Lanes, inner - column);
            var folded = TFold.Start;
            for (nint index = 0; index < axis; index++)
            {
                folded = TFold.Fold(folded, PartialVector.Load(input + (index * inner) + column, width));
            }

            PartialVector.Store(TFold.Finish(folded, axis), output + column, width);
        }
    }
}
