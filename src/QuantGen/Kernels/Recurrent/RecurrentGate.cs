using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace QuantGen.Kernels;

/// <summary>What goes into the function of a gate.</summary>
internal static unsafe class RecurrentGate
{
    /// <summary>The input's share plus the state's, of up to sixteen elements.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<float> Load(float* projected, float* sums, nint offset, int width)
    {
        return PartialVector.Load(projected + offset, width) + PartialVector.Load(sums + offset, width);
    }
}
