using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace QuantGen.Kernels;

/// <summary>Vectors at the end of a row, of which only some bytes exist.</summary>
internal static unsafe class PartialBytes
{
    /// <summary>Loads the first <paramref name="count"/> bytes, fewer than sixteen; the others are 0.</summary>
    [SkipLocalsInit]
    internal static Vector128<byte> Load(byte* source, int count)
    {
        var bytes = stackalloc byte[Vector128<byte>.Count];
        Vector128<byte>.Zero.Store(bytes);
        new ReadOnlySpan<byte>(source, count).CopyTo(new Span<byte>(bytes, count));
        return Vector128.Load(bytes);
    }

    /// <summary>Stores the first <paramref name="count"/> bytes, fewer than sixteen.</summary>
    [SkipLocalsInit]
    internal static void Store(Vector128<byte> vector, byte* target, int count)
    {
        var bytes = stackalloc byte[Vector128<byte>.Count];
        vector.Store(bytes);
        new ReadOnlySpan<byte>(bytes, count).CopyTo(new Span<byte>(target, count));
    }

    /// <summary>Stores the first <paramref name="count"/> bytes, fewer than thirty-two.</summary>
    [SkipLocalsInit]
    internal static void Store(Vector256<byte> vector, byte* target, int count)
    {
        var bytes = stackalloc byte[Vector256<byte>.Count];
        vector.Store(bytes);
        new ReadOnlySpan<byte>(bytes, count).CopyTo(new Span<byte>(target, count));
    }
}
