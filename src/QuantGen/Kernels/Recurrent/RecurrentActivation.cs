using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace QuantGen.Kernels;

/// <summary>An activation of a recurrent layer with its parameters; functions that have none ignore them.</summary>
/// <param name="function">The function.</param>
/// <param name="alpha">Its first parameter.</param>
/// <param name="beta">Its second parameter.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct RecurrentActivation(RecurrentFunction function, float alpha, float beta)
{
    /// <summary>The function.</summary>
    public RecurrentFunction Function { get; } = function;

    /// <summary>Its first parameter.</summary>
    public float Alpha { get; } = alpha;

    /// <summary>Its second parameter.</summary>
    public float Beta { get; } = beta;

    /// <summary>Clamps to <c>-clip..clip</c>, then applies the function.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Vector512<float> Apply(Vector512<float> x, float clip)
    {
        x = FloatClamp.Apply(x, Vector512.Create(-clip), Vector512.Create(clip));
        return Function switch
        {
            RecurrentFunction.Sigmoid => FloatFunctions.Sigmoid(x),
            RecurrentFunction.Tanh => FloatFunctions.Tanh(x),
            _ => ApplyOther(x),
        };
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private Vector512<float> ApplyOther(Vector512<float> x)
    {
        var (alpha, beta) = (Vector512.Create(Alpha), Vector512.Create(Beta));
        var zero = Vector512<float>.Zero;
        return Function switch
        {
            RecurrentFunction.Relu => Vector512.ConditionalSelect(Vector512.LessThan(x, zero), zero, x),
            RecurrentFunction.Affine => (x * alpha) + beta,
            RecurrentFunction.LeakyRelu => Vector512.ConditionalSelect(Vector512.LessThan(x, zero), x * alpha, x),
            RecurrentFunction.ThresholdedRelu => Vector512.ConditionalSelect(Vector512.LessThan(x, alpha), zero, x),
            RecurrentFunction.ScaledTanh => alpha * FloatFunctions.Tanh(x * beta),
            RecurrentFunction.HardSigmoid => FloatClamp.Apply((x * alpha) + beta, zero, Vector512<float>.One),
            RecurrentFunction.Elu => Vector512.ConditionalSelect(Vector512.LessThan(x, zero), alpha * FloatFunctions.ExpMinusOne(x), x),
            RecurrentFunction.Softsign => x / (Vector512<float>.One + Vector512.Abs(x)),
            RecurrentFunction.Softplus => FloatFunctions.Softplus(x),
            _ => throw new ArgumentOutOfRangeException(nameof(x), $"'{Function}' is no function of a recurrent layer."),
        };
    }
}
