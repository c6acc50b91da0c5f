using System.Numerics;

namespace QuantGen.Kernels;

public static partial class Broadcast
{
    /// <summary><c>left == right</c>.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    public static void Equal<T>(
        ReadOnlySpan<T> left, ReadOnlySpan<T> right, Span<bool> output,
        ReadOnlySpan<int> shape, ReadOnlySpan<int> leftStrides, ReadOnlySpan<int> rightStrides)
        where T : unmanaged, INumber<T>
    {
        BroadcastLoop.Run<ScalarOperator<Equal<T>, T, bool>, T, bool>(left, right, output, shape, leftStrides, rightStrides);
    }

    /// <summary><c>left == right</c> of truth values, which are no numbers.</summary>
    public static void EqualBoolean(
        ReadOnlySpan<bool> left, ReadOnlySpan<bool> right, Span<bool> output,
        ReadOnlySpan<int> shape, ReadOnlySpan<int> leftStrides, ReadOnlySpan<int> rightStrides)
    {
        BroadcastLoop.Run<ScalarOperator<EqualBoolean, bool, bool>, bool, bool>(left, right, output, shape, leftStrides, rightStrides);
    }

    /// <summary><c>left &lt; right</c>.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    public static void Less<T>(
        ReadOnlySpan<T> left, ReadOnlySpan<T> right, Span<bool> output,
        ReadOnlySpan<int> shape, ReadOnlySpan<int> leftStrides, ReadOnlySpan<int> rightStrides)
        where T : unmanaged, INumber<T>
    {
        BroadcastLoop.Run<ScalarOperator<Less<T>, T, bool>, T, bool>(left, right, output, shape, leftStrides, rightStrides);
    }

    /// <summary><c>left &lt;= right</c>.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    public static void LessOrEqual<T>(
        ReadOnlySpan<T> left, ReadOnlySpan<T> right, Span<bool> output,
        ReadOnlySpan<int> shape, ReadOnlySpan<int> leftStrides, ReadOnlySpan<int> rightStrides)
        where T : unmanaged, INumber<T>
    {
        BroadcastLoop.Run<ScalarOperator<LessOrEqual<T>, T, bool>, T, bool>(left, right, output, shape, leftStrides, rightStrides);
    }

    /// <summary><c>left &gt; right</c>.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    public static void Greater<T>(
        ReadOnlySpan<T> left, ReadOnlySpan<T> right, Span<bool> output,
        ReadOnlySpan<int> shape, ReadOnlySpan<int> leftStrides, ReadOnlySpan<int> rightStrides)
        where T : unmanaged, INumber<T>
    {
        BroadcastLoop.Run<ScalarOperator<Greater<T>, T, bool>, T, bool>(left, right, output, shape, leftStrides, rightStrides);
    }

    /// <summary><c>left &gt;= right</c>.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    public static void GreaterOrEqual<T>(
        ReadOnlySpan<T> left, ReadOnlySpan<T> right, Span<bool> output,
        ReadOnlySpan<int> shape, ReadOnlySpan<int> leftStrides, ReadOnlySpan<int> rightStrides)
        where T : unmanaged, INumber<T>
    {
        BroadcastLoop.Run<ScalarOperator<GreaterOrEqual<T>, T, bool>, T, bool>(left, right, output, shape, leftStrides, rightStrides);
    }

    /// <summary>Logical conjunction.</summary>
    public static void And(
        ReadOnlySpan<bool> left, ReadOnlySpan<bool> right, Span<bool> output,
        ReadOnlySpan<int> shape, ReadOnlySpan<int> leftStrides, ReadOnlySpan<int> rightStrides)
    {
        BroadcastLoop.Run<ScalarOperator<And, bool, bool>, bool, bool>(left, right, output, shape, leftStrides, rightStrides);
    }

    /// <summary>Logical disjunction.</summary>
    public static void Or(
        ReadOnlySpan<bool> left, ReadOnlySpan<bool> right, Span<bool> output,
        ReadOnlySpan<int> shape, ReadOnlySpan<int> leftStrides, ReadOnlySpan<int> rightStrides)
    {
        BroadcastLoop.Run<ScalarOperator<Or, bool, bool>, bool, bool>(left, right, output, shape, leftStrides, rightStrides);
    }

    /// <summary>Exclusive disjunction.</summary>
    public static void Xor(
        ReadOnlySpan<bool> left, ReadOnlySpan<bool> right, Span<bool> output,
        ReadOnlySpan<int> shape, ReadOnlySpan<int> leftStrides, ReadOnlySpan<int> rightStrides)
    {
        BroadcastLoop.Run<ScalarOperator<Xor, bool, bool>, bool, bool>(left, right, output, shape, leftStrides, rightStrides);
    }
}
