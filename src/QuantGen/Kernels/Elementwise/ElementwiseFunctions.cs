using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace QuantGen.Kernels;

internal readonly struct ClipFunction(float low, float high) : IVectorFunction
{
    private readonly Vector512<float> _low = Vector512.Create(low);
    private readonly Vector512<float> _high = Vector512.Create(high);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Apply(Vector512<float> x)
    {
        return FloatClamp.Apply(x, _low, _high);
    }
}

internal readonly struct LeakyReluFunction(float alpha) : IVectorFunction
{
    private readonly Vector512<float> _alpha = Vector512.Create(alpha);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Apply(Vector512<float> x)
    {
        return Vector512.ConditionalSelect(Vector512.LessThan(x, Vector512<float>.Zero), x * _alpha, x);
    }
}

internal readonly struct ThresholdedReluFunction(float alpha) : IVectorFunction
{
    private readonly Vector512<float> _alpha = Vector512.Create(alpha);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Apply(Vector512<float> x)
    {
        return Vector512.ConditionalSelect(Vector512.GreaterThan(x, _alpha), x, Vector512<float>.Zero);
    }
}

internal readonly struct ShrinkFunction(float bias, float lambda) : IVectorFunction
{
    private readonly Vector512<float> _bias = Vector512.Create(bias);
    private readonly Vector512<float> _lambda = Vector512.Create(lambda);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Apply(Vector512<float> x)
    {
        var above = Vector512.ConditionalSelect(Vector512.GreaterThan(x, _lambda), x - _bias, Vector512<float>.Zero);
        return Vector512.ConditionalSelect(Vector512.LessThan(x, -_lambda), x + _bias, above);
    }
}

internal readonly struct HardSigmoidFunction(float alpha, float beta) : IVectorFunction
{
    private readonly Vector512<float> _alpha = Vector512.Create(alpha);
    private readonly Vector512<float> _beta = Vector512.Create(beta);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Apply(Vector512<float> x)
    {
        return FloatClamp.Apply((x * _alpha) + _beta, Vector512<float>.Zero, Vector512<float>.One);
    }
}

internal readonly struct HardSwishFunction : IVectorFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Apply(Vector512<float> x)
    {
        var gate = (x * Vector512.Create(1f / 6)) + Vector512.Create(0.5f);
        return x * FloatClamp.Apply(gate, Vector512<float>.Zero, Vector512<float>.One);
    }
}

internal readonly struct SigmoidFunction : IVectorFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Apply(Vector512<float> x)
    {
        return FloatFunctions.Sigmoid(x);
    }
}

internal readonly struct SwishFunction(float alpha) : IVectorFunction
{
    private readonly Vector512<float> _alpha = Vector512.Create(alpha);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Apply(Vector512<float> x)
    {
        return x * FloatFunctions.Sigmoid(x * _alpha);
    }
}

internal readonly struct TanhFunction : IVectorFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Apply(Vector512<float> x)
    {
        return FloatFunctions.Tanh(x);
    }
}

internal readonly struct ExpFunction : IVectorFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Apply(Vector512<float> x)
    {
        return FloatFunctions.Exp(x);
    }
}

internal readonly struct LogFunction : IVectorFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Apply(Vector512<float> x)
    {
        return FloatFunctions.Log(x);
    }
}

internal readonly struct ErfFunction : IVectorFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Apply(Vector512<float> x)
    {
        return FloatFunctions.Erf(x);
    }
}

internal readonly struct SoftplusFunction : IVectorFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Apply(Vector512<float> x)
    {
        return FloatFunctions.Softplus(x);
    }
}

internal readonly struct MishFunction : IVectorFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Apply(Vector512<float> x)
    {
        return x * FloatFunctions.Tanh(FloatFunctions.Softplus(x));
    }
}

internal readonly struct SoftsignFunction : IVectorFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Apply(Vector512<float> x)
    {
        return x / (Vector512<float>.One + Vector512.Abs(x));
    }
}

internal readonly struct EluFunction(float alpha, float gamma) : IVectorFunction
{
    private readonly Vector512<float> _alpha = Vector512.Create(alpha);
    private readonly Vector512<float> _gamma = Vector512.Create(gamma);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Apply(Vector512<float> x)
    {
        var negative = _alpha * FloatFunctions.ExpMinusOne(x);
        return _gamma * Vector512.ConditionalSelect(Vector512.GreaterThan(x, Vector512<float>.Zero), x, negative);
    }
}

internal readonly struct GeluFunction : IVectorFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Apply(Vector512<float> x)
    {
        return FloatFunctions.Gelu(x);
    }
}

internal readonly struct GeluTanhFunction : IVectorFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Apply(Vector512<float> x)
    {
        return FloatFunctions.GeluTanh(x);
    }
}
