using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace QuantGen.Kernels;

internal readonly struct AffineFunction(float alpha, float beta) : IVectorFunction
{
    private readonly Vector512<float> _alpha = Vector512.Create(alpha);
    private readonly Vector512<float> _beta = Vector512.Create(beta);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Apply(Vector512<float> x)
    {
        return (x * _alpha) + _beta;
    }
}

internal readonly struct ScaledTanhFunction(float alpha, float beta) : IVectorFunction
{
    private readonly Vector512<float> _alpha = Vector512.Create(alpha);
    private readonly Vector512<float> _beta = Vector512.Create(beta);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Apply(Vector512<float> x)
    {
        return _alpha * FloatFunctions.Tanh(x * _beta);
    }
}
