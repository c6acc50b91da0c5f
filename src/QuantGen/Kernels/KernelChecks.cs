using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace QuantGen.Kernels;

/// <summary>What a kernel checks at its entry, so that the unsafe code behind it may trust every length.</summary>
/// <remarks>
/// Lengths cover what a kernel <em>writes</em> and what it reads as data. Beyond a span's end a kernel never writes, but it may read up to
/// <see cref="ReadableBytesPastEnd"/> bytes (and ignore them): every arena tensor and every packed constant is followed by that many readable bytes.
/// </remarks>
internal static class KernelChecks
{
    /// <summary>How many bytes past the end of an 8-bit tensor, or of a packed constant, a kernel may read.</summary>
    internal const int ReadableBytesPastEnd = 64;

    /// <summary>The distance in bytes between two rows of an 8-bit tensor whose last dimension is <paramref name="columns"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int RowStride(int columns)
    {
        return RoundUp(columns, 4);
    }

    /// <summary>The smallest multiple of <paramref name="multiple"/>, a power of two, that is not below <paramref name="value"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int RoundUp(int value, int multiple)
    {
        return (value + multiple - 1) & -multiple;
    }

    /// <summary>Checks that a span holds at least <paramref name="required"/> elements.</summary>
    /// <exception cref="ArgumentException">It is shorter.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void AtLeast<T>(
        ReadOnlySpan<T> span, long required, [CallerArgumentExpression(nameof(span))] string? name = null)
    {
        if (span.Length < required)
        {
            ThrowTooShort(name, span.Length, required);
        }
    }

    /// <summary>Checks an optional span: empty, or at least <paramref name="required"/> elements.</summary>
    /// <exception cref="ArgumentException">It is neither.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void EmptyOrAtLeast<T>(
        ReadOnlySpan<T> span, long required, [CallerArgumentExpression(nameof(span))] string? name = null)
    {
        if (!span.IsEmpty && span.Length < required)
        {
            ThrowTooShort(name, span.Length, required);
        }
    }

    /// <summary>Checks a condition on the arguments.</summary>
    /// <exception cref="ArgumentException">It does not hold.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Require([DoesNotReturnIf(false)] bool condition, string message)
    {
        if (!condition)
        {
            throw new ArgumentException(message);
        }
    }

    [DoesNotReturn]
    private static void ThrowTooShort(string? name, int length, long required)
    {
        throw new ArgumentException($"The span has {length} elements, the geometry needs {required}.", name);
    }
}
