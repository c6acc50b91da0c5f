using System.Numerics;

namespace QuantGen.Kernels;

/// <summary>A function of two values.</summary>
internal interface IScalarOperator<T, TResult>
{
    static abstract TResult Apply(T left, T right);
}

/// <summary>Applies a function of two values to lines, one element at a time.</summary>
internal readonly struct ScalarOperator<TOperator, T, TResult> : IBinaryOperator<T, TResult>
    where TOperator : struct, IScalarOperator<T, TResult>
{
    public static void Apply(ReadOnlySpan<T> left, ReadOnlySpan<T> right, Span<TResult> output)
    {
        for (var i = 0; i < output.Length; i++)
        {
            output[i] = TOperator.Apply(left[i], right[i]);
        }
    }

    public static void Apply(ReadOnlySpan<T> left, T right, Span<TResult> output)
    {
        for (var i = 0; i < output.Length; i++)
        {
            output[i] = TOperator.Apply(left[i], right);
        }
    }

    public static void Apply(T left, ReadOnlySpan<T> right, Span<TResult> output)
    {
        for (var i = 0; i < output.Length; i++)
        {
            output[i] = TOperator.Apply(left, right[i]);
        }
    }
}

internal readonly struct Modulo<T> : IScalarOperator<T, T>
    where T : unmanaged, INumber<T>
{
    public static T Apply(T left, T right)
    {
        var remainder = left % right;
        var signsDiffer = T.IsNegative(remainder) != T.IsNegative(right);
        return signsDiffer && !T.IsZero(remainder) ? remainder + right : remainder;
    }
}

internal readonly struct Remainder<T> : IScalarOperator<T, T>
    where T : unmanaged, INumber<T>
{
    public static T Apply(T left, T right)
    {
        return left % right;
    }
}

internal readonly struct ParametricRelu : IScalarOperator<float, float>
{
    public static float Apply(float left, float right)
    {
        return left < 0 ? left * right : left;
    }
}

internal readonly struct Equal<T> : IScalarOperator<T, bool>
    where T : unmanaged, INumber<T>
{
    public static bool Apply(T left, T right)
    {
        return left == right;
    }
}

internal readonly struct EqualBoolean : IScalarOperator<bool, bool>
{
    public static bool Apply(bool left, bool right)
    {
        return left == right;
    }
}

internal readonly struct Less<T> : IScalarOperator<T, bool>
    where T : unmanaged, INumber<T>
{
    public static bool Apply(T left, T right)
    {
        return left < right;
    }
}

internal readonly struct LessOrEqual<T> : IScalarOperator<T, bool>
    where T : unmanaged, INumber<T>
{
    public static bool Apply(T left, T right)
    {
        return left <= right;
    }
}

internal readonly struct Greater<T> : IScalarOperator<T, bool>
    where T : unmanaged, INumber<T>
{
    public static bool Apply(T left, T right)
    {
        return left > right;
    }
}

internal readonly struct GreaterOrEqual<T> : IScalarOperator<T, bool>
    where T : unmanaged, INumber<T>
{
    public static bool Apply(T left, T right)
    {
        return left >= right;
    }
}

internal readonly struct And : IScalarOperator<bool, bool>
{
    public static bool Apply(bool left, bool right)
    {
        return left & right;
    }
}

internal readonly struct Or : IScalarOperator<bool, bool>
{
    public static bool Apply(bool left, bool right)
    {
        return left | right;
    }
}

internal readonly struct Xor : IScalarOperator<bool, bool>
{
    public static bool Apply(bool left, bool right)
    {
        return left ^ right;
    }
}
