using System.Runtime.Intrinsics;

namespace QuantGen.Kernels;

/// <summary>The steps of a cell that are neither a product nor a function of one element. Each is a pass over a row, which stays in the nearest cache.</summary>
internal static unsafe class RecurrentGate
{
    /// <summary><c>target = other + target</c>: the input's share of gates to the state's.</summary>
    internal static void Add(float* target, float* other, nint count)
    {
        for (nint i = 0; i < count; i += Vector512<float>.Count)
        {
            var width = (int)(count - i);
            PartialVector.Store(PartialVector.Load(other + i, width) + PartialVector.Load(target + i, width), target + i, width);
        }
    }

    /// <summary><c>target = target + left * right</c>.</summary>
    internal static void AddProduct(float* target, float* left, float* right, nint count)
    {
        for (nint i = 0; i < count; i += Vector512<float>.Count)
        {
            var width = (int)(count - i);
            var product = PartialVector.Load(left + i, width) * PartialVector.Load(right + i, width);
            PartialVector.Store(PartialVector.Load(target + i, width) + product, target + i, width);
        }
    }

    /// <summary><c>target = left * right</c>.</summary>
    internal static void Multiply(float* target, float* left, float* right, nint count)
    {
        for (nint i = 0; i < count; i += Vector512<float>.Count)
        {
            var width = (int)(count - i);
            PartialVector.Store(PartialVector.Load(left + i, width) * PartialVector.Load(right + i, width), target + i, width);
        }
    }

    /// <summary><c>target = leftShare * left + rightShare * right</c>.</summary>
    internal static void Mix(float* target, float* leftShare, float* left, float* rightShare, float* right, nint count)
    {
        for (nint i = 0; i < count; i += Vector512<float>.Count)
        {
            var width = (int)(count - i);
            var mixed = (PartialVector.Load(leftShare + i, width) * PartialVector.Load(left + i, width))
                + (PartialVector.Load(rightShare + i, width) * PartialVector.Load(right + i, width));
            PartialVector.Store(mixed, target + i, width);
        }
    }

    /// <summary><c>target = 1 - share</c>.</summary>
    internal static void Complement(float* target, float* share, nint count)
    {
        for (nint i = 0; i < count; i += Vector512<float>.Count)
        {
            var width = (int)(count - i);
            PartialVector.Store(Vector512<float>.One - PartialVector.Load(share + i, width), target + i, width);
        }
    }

    /// <summary><c>target = (1 - share) * fresh + share * target</c>.</summary>
    internal static void Blend(float* target, float* share, float* fresh, nint count)
    {
        for (nint i = 0; i < count; i += Vector512<float>.Count)
        {
            var width = (int)(count - i);
            var kept = PartialVector.Load(share + i, width);
            var blended = ((Vector512<float>.One - kept) * PartialVector.Load(fresh + i, width)) + (kept * PartialVector.Load(target + i, width));
            PartialVector.Store(blended, target + i, width);
        }
    }
}
