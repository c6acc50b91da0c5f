using System.Numerics;

namespace QuantGen.Kernels;

public static partial class Broadcast
{
    /// <summary><c>left &amp; right</c>.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    public static void BitwiseAnd<T>(
        ReadOnlySpan<T> left, ReadOnlySpan<T> right, Span<T> output,
        ReadOnlySpan<int> shape, ReadOnlySpan<int> leftStrides, ReadOnlySpan<int> rightStrides)
        where T : unmanaged, IBinaryInteger<T>
    {
        BroadcastLoop.Run<ScalarOperator<BitwiseAnd<T>, T, T>, T, T>(left, right, output, shape, leftStrides, rightStrides);
    }

    /// <summary><c>left | right</c>.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    public static void BitwiseOr<T>(
        ReadOnlySpan<T> left, ReadOnlySpan<T> right, Span<T> output,
        ReadOnlySpan<int> shape, ReadOnlySpan<int> leftStrides, ReadOnlySpan<int> rightStrides)
        where T : unmanaged, IBinaryInteger<T>
    {
        BroadcastLoop.Run<ScalarOperator<BitwiseOr<T>, T, T>, T, T>(left, right, output, shape, leftStrides, rightStrides);
    }

    /// <summary><c>left ^ right</c>.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    public static void BitwiseXor<T>(
        ReadOnlySpan<T> left, ReadOnlySpan<T> right, Span<T> output,
        ReadOnlySpan<int> shape, ReadOnlySpan<int> leftStrides, ReadOnlySpan<int> rightStrides)
        where T : unmanaged, IBinaryInteger<T>
    {
        BroadcastLoop.Run<ScalarOperator<BitwiseXor<T>, T, T>, T, T>(left, right, output, shape, leftStrides, rightStrides);
    }

    /// <summary>Unsigned <c>left</c> times 2 to the power of <c>right</c>; 0 where all bits leave.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    public static void ShiftLeft<T>(
        ReadOnlySpan<T> left, ReadOnlySpan<T> right, Span<T> output,
        ReadOnlySpan<int> shape, ReadOnlySpan<int> leftStrides, ReadOnlySpan<int> rightStrides)
        where T : unmanaged, IBinaryInteger<T>
    {
        BroadcastLoop.Run<ScalarOperator<ShiftLeft<T>, T, T>, T, T>(left, right, output, shape, leftStrides, rightStrides);
    }

    /// <summary>Unsigned <c>left</c> divided by 2 to the power of <c>right</c>; 0 where all bits leave.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    public static void ShiftRight<T>(
        ReadOnlySpan<T> left, ReadOnlySpan<T> right, Span<T> output,
        ReadOnlySpan<int> shape, ReadOnlySpan<int> leftStrides, ReadOnlySpan<int> rightStrides)
        where T : unmanaged, IBinaryInteger<T>
    {
        BroadcastLoop.Run<ScalarOperator<ShiftRight<T>, T, T>, T, T>(left, right, output, shape, leftStrides, rightStrides);
    }
}
