using System.Numerics;
using System.Numerics.Tensors;

namespace QuantGen.Kernels;

/// <summary>A function of two operands, on whole lines; either operand may be one value for the whole line.</summary>
internal interface IBinaryOperator<T, TResult>
{
    static abstract void Apply(ReadOnlySpan<T> left, ReadOnlySpan<T> right, Span<TResult> output);

    static abstract void Apply(ReadOnlySpan<T> left, T right, Span<TResult> output);

    static abstract void Apply(T left, ReadOnlySpan<T> right, Span<TResult> output);
}

internal readonly struct AddOperator<T> : IBinaryOperator<T, T>
    where T : unmanaged, INumber<T>
{
    public static void Apply(ReadOnlySpan<T> left, ReadOnlySpan<T> right, Span<T> output)
    {
        TensorPrimitives.Add(left, right, output);
    }

    public static void Apply(ReadOnlySpan<T> left, T right, Span<T> output)
    {
        TensorPrimitives.Add(left, right, output);
    }

    public static void Apply(T left, ReadOnlySpan<T> right, Span<T> output)
    {
        TensorPrimitives.Add(right, left, output);
    }
}

internal readonly struct SubtractOperator<T> : IBinaryOperator<T, T>
    where T : unmanaged, INumber<T>
{
    public static void Apply(ReadOnlySpan<T> left, ReadOnlySpan<T> right, Span<T> output)
    {
        TensorPrimitives.Subtract(left, right, output);
    }

    public static void Apply(ReadOnlySpan<T> left, T right, Span<T> output)
    {
        TensorPrimitives.Subtract(left, right, output);
    }

    public static void Apply(T left, ReadOnlySpan<T> right, Span<T> output)
    {
        TensorPrimitives.Subtract(left, right, output);
    }
}

internal readonly struct MultiplyOperator<T> : IBinaryOperator<T, T>
    where T : unmanaged, INumber<T>
{
    public static void Apply(ReadOnlySpan<T> left, ReadOnlySpan<T> right, Span<T> output)
    {
        TensorPrimitives.Multiply(left, right, output);
    }

    public static void Apply(ReadOnlySpan<T> left, T right, Span<T> output)
    {
        TensorPrimitives.Multiply(left, right, output);
    }

    public static void Apply(T left, ReadOnlySpan<T> right, Span<T> output)
    {
        TensorPrimitives.Multiply(right, left, output);
    }
}

internal readonly struct DivideOperator<T> : IBinaryOperator<T, T>
    where T : unmanaged, INumber<T>
{
    public static void Apply(ReadOnlySpan<T> left, ReadOnlySpan<T> right, Span<T> output)
    {
        TensorPrimitives.Divide(left, right, output);
    }

    public static void Apply(ReadOnlySpan<T> left, T right, Span<T> output)
    {
        TensorPrimitives.Divide(left, right, output);
    }

    public static void Apply(T left, ReadOnlySpan<T> right, Span<T> output)
    {
        TensorPrimitives.Divide(left, right, output);
    }
}

internal readonly struct MinimumOperator<T> : IBinaryOperator<T, T>
    where T : unmanaged, INumber<T>
{
    public static void Apply(ReadOnlySpan<T> left, ReadOnlySpan<T> right, Span<T> output)
    {
        TensorPrimitives.Min(left, right, output);
    }

    public static void Apply(ReadOnlySpan<T> left, T right, Span<T> output)
    {
        TensorPrimitives.Min(left, right, output);
    }

    public static void Apply(T left, ReadOnlySpan<T> right, Span<T> output)
    {
        TensorPrimitives.Min(right, left, output);
    }
}

internal readonly struct MaximumOperator<T> : IBinaryOperator<T, T>
    where T : unmanaged, INumber<T>
{
    public static void Apply(ReadOnlySpan<T> left, ReadOnlySpan<T> right, Span<T> output)
    {
        TensorPrimitives.Max(left, right, output);
    }

    public static void Apply(ReadOnlySpan<T> left, T right, Span<T> output)
    {
        TensorPrimitives.Max(left, right, output);
    }

    public static void Apply(T left, ReadOnlySpan<T> right, Span<T> output)
    {
        TensorPrimitives.Max(right, left, output);
    }
}
