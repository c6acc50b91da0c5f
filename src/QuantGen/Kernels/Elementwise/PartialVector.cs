using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace QuantGen.Kernels;

/// <summary>Loads and stores of the first few lanes of a vector, for the ends of rows.</summary>
internal static unsafe class PartialVector
{
    /// <summary>Loads the first lanes; the others are zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<float> Load(float* source, int count)
    {
        return count >= Vector512<float>.Count ? Vector512.Load(source) : LoadFirst(source, count);
    }

    /// <summary>Stores the first lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Store(Vector512<float> vector, float* target, int count)
    {
        if (count >= Vector512<float>.Count)
        {
            vector.Store(target);
        }
        else
        {
            StoreFirst(vector, target, count);
        }
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
