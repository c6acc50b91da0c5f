using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace QuantGen.Kernels;

/// <summary>Table look-up on sixteen bytes that are in a register.</summary>
internal static unsafe class VectorTable
{
    /// <summary>Replaces every byte by its entry.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="table">256 entries.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<byte> Apply(Vector128<byte> bytes, byte* table)
    {
        return Avx512Vbmi.IsSupported ? Permute(bytes.ToVector256Unsafe().ToVector512Unsafe(), table).GetLower().GetLower() : Gather(bytes, table);
    }

    /// <summary>Sixty-four look-ups by two permutations of half the table each; the top bit of the byte chooses between them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<byte> Permute(Vector512<byte> bytes, byte* table)
    {
        var lower = Avx512Vbmi.PermuteVar64x8x2(Vector512.Load(table), bytes, Vector512.Load(table + 64));
        var upper = Avx512Vbmi.PermuteVar64x8x2(Vector512.Load(table + 128), bytes, Vector512.Load(table + 192));
        return Vector512.ConditionalSelect(Vector512.LessThan(bytes.AsSByte(), Vector512<sbyte>.Zero).AsByte(), upper, lower);
    }

    [SkipLocalsInit]
    private static Vector128<byte> Gather(Vector128<byte> bytes, byte* table)
    {
        var entries = stackalloc byte[Vector128<byte>.Count];
        bytes.Store(entries);
        for (var i = 0; i < Vector128<byte>.Count; i++)
        {
            entries[i] = table[entries[i]];
        }

        return Vector128.Load(entries);
    }
}
