using System.Numerics;

namespace QuantGen.Kernels;

internal readonly struct BitwiseAnd<T> : IScalarOperator<T, T>
    where T : unmanaged, IBinaryInteger<T>
{
    public static T Apply(T left, T right)
    {
        return left & right;
    }
}

internal readonly struct BitwiseOr<T> : IScalarOperator<T, T>
    where T : unmanaged, IBinaryInteger<T>
{
    public static T Apply(T left, T right)
    {
        return left | right;
    }
}

internal readonly struct BitwiseXor<T> : IScalarOperator<T, T>
    where T : unmanaged, IBinaryInteger<T>
{
    public static T Apply(T left, T right)
    {
        return left ^ right;
    }
}

internal readonly struct ShiftLeft<T> : IScalarOperator<T, T>
    where T : unmanaged, IBinaryInteger<T>
{
    public static T Apply(T left, T right)
    {
        // The processor takes the distance modulo the width.
        return right < T.CreateTruncating(left.GetByteCount() * 8) ? left << int.CreateTruncating(right) : T.Zero;
    }
}

internal readonly struct ShiftRight<T> : IScalarOperator<T, T>
    where T : unmanaged, IBinaryInteger<T>
{
    public static T Apply(T left, T right)
    {
        return right < T.CreateTruncating(left.GetByteCount() * 8) ? left >>> int.CreateTruncating(right) : T.Zero;
    }
}
