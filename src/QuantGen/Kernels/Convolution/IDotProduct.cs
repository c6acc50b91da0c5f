using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace QuantGen.Kernels;

/// <summary>Adds to each 32-bit lane the four uint8 x int8 products of its bytes, exactly.</summary>
internal interface IDotProduct
{
    /// <summary>The sum of four products per lane, on top of <paramref name="sum"/>.</summary>
    static abstract Vector256<int> Add(Vector256<int> sum, Vector256<byte> inputs, Vector256<sbyte> weights);
}

/// <summary>By <c>vpdpbusd</c>.</summary>
internal readonly struct DotProductAvxVnni : IDotProduct
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Add(Vector256<int> sum, Vector256<byte> inputs, Vector256<sbyte> weights)
    {
        return AvxVnni.MultiplyWideningAndAdd(sum, inputs, weights);
    }
}

/// <summary>By <c>vpmaddwd</c> on bytes widened to 16 bits.</summary>
internal readonly struct DotProductAvx2 : IDotProduct
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Add(Vector256<int> sum, Vector256<byte> inputs, Vector256<sbyte> weights)
    {
        return ExactDotAvx2.Add(sum, ExactDotAvx2.Widen(inputs), ExactDotAvx2.Widen(weights));
    }
}
