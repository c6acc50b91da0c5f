using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace QuantGen.Kernels;

/// <summary>Vectors at the end of a row, of which only some bytes exist.</summary>
/// <remarks>Stores are not inlined: what they would add to each kernel takes half as long to compile as the kernel.</remarks>
internal static unsafe class PartialBytes
{
    /// <summary>Loads the first <paramref name="count"/> bytes, fewer than sixteen; the others are 0.</summary>
    internal static Vector128<byte> Load(byte* source, int count)
    {
        return count < 8
            ? Vector128.Create(LoadWord(source, count), 0UL).AsByte()
            : Vector128.Create(*(ulong*)source, LoadWord(source + 8, count - 8)).AsByte();
    }

    /// <summary>Stores the first <paramref name="count"/> bytes, fewer than sixteen.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static void Store(Vector128<byte> vector, byte* target, int count)
    {
        var word = vector.AsUInt64().ToScalar();
        if (count >= 8)
        {
            *(ulong*)target = word;
            word = vector.AsUInt64().GetElement(1);
            target += 8;
            count -= 8;
        }

        if (count >= 4)
        {
            *(uint*)target = (uint)word;
            word >>= 32;
            target += 4;
            count -= 4;
        }

        for (; count > 0; count--)
        {
            *target++ = (byte)word;
            word >>= 8;
        }
    }

    /// <summary>Stores the first <paramref name="count"/> bytes, fewer than thirty-two.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static void Store(Vector256<byte> vector, byte* target, int count)
    {
        if (count < Vector128<byte>.Count)
        {
            Store(vector.GetLower(), target, count);
            return;
        }

        vector.GetLower().Store(target);
        Store(vector.GetUpper(), target + Vector128<byte>.Count, count - Vector128<byte>.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong LoadWord(byte* source, int count)
    {
        var word = 0UL;
        var shift = 0;
        if (count >= 4)
        {
            word = *(uint*)source;
            shift = 32;
        }

        for (var i = shift / 8; i < count; i++, shift += 8)
        {
            word |= (ulong)source[i] << shift;
        }

        return word;
    }
}
