using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace QuantGen.Kernels;

/// <summary>Loads and stores of the first few lanes of a vector, for the ends of rows.</summary>
internal static unsafe class PartialVector
{
    /// <summary>Loads the first lanes; the others are zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<float> Load(float* source, int count)
    {
        if (count >= Vector512<float>.Count)
        {
            return Vector512.Load(source);
        }

        return Avx512F.IsSupported ? Avx512F.MaskLoad(source, FirstLanes(count), Vector512<float>.Zero) : LoadFirst(source, count);
    }

    /// <summary>Stores the first lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Store(Vector512<float> vector, float* target, int count)
    {
        if (count >= Vector512<float>.Count)
        {
            vector.Store(target);
        }
        else if (Avx512F.IsSupported)
        {
            Avx512F.MaskStore(target, FirstLanes(count), vector);
        }
        else
        {
            StoreFirst(vector, target, count);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> FirstLanes(int count)
    {
        return Vector512.LessThan(Vector512<int>.Indices, Vector512.Create(count)).AsSingle();
    }

    [SkipLocalsInit]
    private static Vector512<float> LoadFirst(float* source, int count)
    {
        var lanes = stackalloc float[Vector512<float>.Count];
        Vector512<float>.Zero.Store(lanes);
        for (var lane = 0; lane < count; lane++)
        {
            lanes[lane] = source[lane];
        }

        return Vector512.Load(lanes);
    }

    [SkipLocalsInit]
    private static void StoreFirst(Vector512<float> vector, float* target, int count)
    {
        var lanes = stackalloc float[Vector512<float>.Count];
        vector.Store(lanes);
        for (var lane = 0; lane < count; lane++)
        {
            target[lane] = lanes[lane];
        }
    }
}
