using System.ComponentModel;
using System.Numerics;

namespace QuantGen.Kernels;

/// <summary>Functions of two operands that are broadcast against each other, as ONNX does.</summary>
/// <remarks>
/// <c>shape</c> is the output's shape; the strides are, per axis, the elements of an operand from one index to the next, 0 where it
/// repeats. The output may be the memory of an operand that has the output's shape.
/// <para>Every method throws <see cref="ArgumentException"/> when a span is too short or the ranks differ.</para>
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public static partial class Broadcast
{
    /// <summary><c>left + right</c>.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    public static void Add<T>(
        ReadOnlySpan<T> left, ReadOnlySpan<T> right, Span<T> output,
        ReadOnlySpan<int> shape, ReadOnlySpan<int> leftStrides, ReadOnlySpan<int> rightStrides)
        where T : unmanaged, INumber<T>
    {
        BroadcastLoop.Run<AddOperator<T>, T, T>(left, right, output, shape, leftStrides, rightStrides);
    }

    /// <summary><c>left - right</c>.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    public static void Subtract<T>(
        ReadOnlySpan<T> left, ReadOnlySpan<T> right, Span<T> output,
        ReadOnlySpan<int> shape, ReadOnlySpan<int> leftStrides, ReadOnlySpan<int> rightStrides)
        where T : unmanaged, INumber<T>
    {
        BroadcastLoop.Run<SubtractOperator<T>, T, T>(left, right, output, shape, leftStrides, rightStrides);
    }

    /// <summary><c>left * right</c>.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    public static void Multiply<T>(
        ReadOnlySpan<T> left, ReadOnlySpan<T> right, Span<T> output,
        ReadOnlySpan<int> shape, ReadOnlySpan<int> leftStrides, ReadOnlySpan<int> rightStrides)
        where T : unmanaged, INumber<T>
    {
        BroadcastLoop.Run<MultiplyOperator<T>, T, T>(left, right, output, shape, leftStrides, rightStrides);
    }

    /// <summary><c>left / right</c>; integers round toward zero.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    public static void Divide<T>(
        ReadOnlySpan<T> left, ReadOnlySpan<T> right, Span<T> output,
        ReadOnlySpan<int> shape, ReadOnlySpan<int> leftStrides, ReadOnlySpan<int> rightStrides)
        where T : unmanaged, INumber<T>
    {
        BroadcastLoop.Run<DivideOperator<T>, T, T>(left, right, output, shape, leftStrides, rightStrides);
    }

    /// <summary>The smaller; NaN if either is.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    public static void Minimum<T>(
        ReadOnlySpan<T> left, ReadOnlySpan<T> right, Span<T> output,
        ReadOnlySpan<int> shape, ReadOnlySpan<int> leftStrides, ReadOnlySpan<int> rightStrides)
        where T : unmanaged, INumber<T>
    {
        BroadcastLoop.Run<MinimumOperator<T>, T, T>(left, right, output, shape, leftStrides, rightStrides);
    }

    /// <summary>The larger; NaN if either is.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    public static void Maximum<T>(
        ReadOnlySpan<T> left, ReadOnlySpan<T> right, Span<T> output,
        ReadOnlySpan<int> shape, ReadOnlySpan<int> leftStrides, ReadOnlySpan<int> rightStrides)
        where T : unmanaged, INumber<T>
    {
        BroadcastLoop.Run<MaximumOperator<T>, T, T>(left, right, output, shape, leftStrides, rightStrides);
    }

    /// <summary>The remainder with the sign of the divisor, ONNX's Mod.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    public static void Modulo<T>(
        ReadOnlySpan<T> left, ReadOnlySpan<T> right, Span<T> output,
        ReadOnlySpan<int> shape, ReadOnlySpan<int> leftStrides, ReadOnlySpan<int> rightStrides)
        where T : unmanaged, INumber<T>
    {
        BroadcastLoop.Run<ScalarOperator<Modulo<T>, T, T>, T, T>(left, right, output, shape, leftStrides, rightStrides);
    }

    /// <summary>The remainder with the sign of the dividend, ONNX's Mod with <c>fmod</c>.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    public static void Remainder<T>(
        ReadOnlySpan<T> left, ReadOnlySpan<T> right, Span<T> output,
        ReadOnlySpan<int> shape, ReadOnlySpan<int> leftStrides, ReadOnlySpan<int> rightStrides)
        where T : unmanaged, INumber<T>
    {
        BroadcastLoop.Run<ScalarOperator<Remainder<T>, T, T>, T, T>(left, right, output, shape, leftStrides, rightStrides);
    }

    /// <summary><c>left</c> to the power of <c>right</c>, as IEEE's <c>pow</c>.</summary>
    public static void Power(
        ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<float> output,
        ReadOnlySpan<int> shape, ReadOnlySpan<int> leftStrides, ReadOnlySpan<int> rightStrides)
    {
        BroadcastLoop.Run<PowerOperator, float, float>(left, right, output, shape, leftStrides, rightStrides);
    }

    /// <summary><c>left</c> where it is not negative, <c>left * right</c> elsewhere: ONNX's PRelu, the slope on the right.</summary>
    public static void ParametricRelu(
        ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<float> output,
        ReadOnlySpan<int> shape, ReadOnlySpan<int> leftStrides, ReadOnlySpan<int> rightStrides)
    {
        BroadcastLoop.Run<ScalarOperator<ParametricRelu, float, float>, float, float>(left, right, output, shape, leftStrides, rightStrides);
    }
}
