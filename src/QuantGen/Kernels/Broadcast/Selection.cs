using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace QuantGen.Kernels;

/// <summary>The innermost line of <see cref="Broadcast.Where"/> on elements of four bytes, sixteen at a time.</summary>
internal static class Selection
{
    private const int Lanes = 16;

    /// <summary>Whether a line is one that it takes: conditions side by side, operands side by side or a single one.</summary>
    internal static bool Fits<T>(int conditionStride, int leftStride, int rightStride)
        where T : unmanaged
    {
        return Unsafe.SizeOf<T>() == sizeof(uint) && conditionStride == 1 && leftStride is 0 or 1 && rightStride is 0 or 1;
    }

    /// <summary>Writes the first elements of a line.</summary>
    /// <returns>How many: all but a last few.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static int Run<T>(
        ReadOnlySpan<bool> condition, ReadOnlySpan<T> left, int leftStride, ReadOnlySpan<T> right, int rightStride, Span<T> output, int count)
        where T : unmanaged
    {
        var conditions = MemoryMarshal.AsBytes(condition)[..count];
        var lefts = MemoryMarshal.Cast<T, uint>(left);
        var rights = MemoryMarshal.Cast<T, uint>(right);
        var target = MemoryMarshal.Cast<T, uint>(output)[..count];
        var index = 0;
        for (; index <= count - Lanes; index += Lanes)
        {
            var isRight = Vector512.Equals(Widen(Vector128.Create(conditions[index..])), Vector512<uint>.Zero);
            var fromLeft = leftStride == 0 ? Vector512.Create(lefts[0]) : Vector512.Create(lefts[index..]);
            var fromRight = rightStride == 0 ? Vector512.Create(rights[0]) : Vector512.Create(rights[index..]);
            Vector512.ConditionalSelect(isRight, fromRight, fromLeft).CopyTo(target[index..]);
        }

        return index;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<uint> Widen(Vector128<byte> bytes)
    {
        var (low, high) = Vector128.Widen(bytes);
        var (first, second) = Vector128.Widen(low);
        var (third, fourth) = Vector128.Widen(high);
        return Vector512.Create(Vector256.Create(first, second), Vector256.Create(third, fourth));
    }
}
