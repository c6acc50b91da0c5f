using System.ComponentModel;

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

    /// <summary>Clamps values to <c>-clip..clip</c>, then applies the function to each, in place.</summary>
    internal unsafe void Apply(float* values, int count, float clip)
    {
        var span = new Span<float>(values, count);
        if (!float.IsInfinity(clip))
        {
            VectorMap.Run(span, span, new ClipFunction(-clip, clip));
        }

        Apply(span);
    }

    private void Apply(Span<float> values)
    {
        switch (Function)
        {
            case RecurrentFunction.Sigmoid:
                VectorMap.Run(values, values, default(SigmoidFunction));
                break;
            case RecurrentFunction.Tanh:
                VectorMap.Run(values, values, default(TanhFunction));
                break;
            case RecurrentFunction.Relu:
                VectorMap.Run(values, values, new ClipFunction(0, float.PositiveInfinity));
                break;
            case RecurrentFunction.LeakyRelu:
                VectorMap.Run(values, values, new LeakyReluFunction(Alpha));
                break;
            case RecurrentFunction.HardSigmoid:
                VectorMap.Run(values, values, new HardSigmoidFunction(Alpha, Beta));
                break;
            case RecurrentFunction.Elu:
                VectorMap.Run(values, values, new EluFunction(Alpha, 1));
                break;
            case RecurrentFunction.Softsign:
                VectorMap.Run(values, values, default(SoftsignFunction));
                break;
            case RecurrentFunction.Softplus:
                VectorMap.Run(values, values, default(SoftplusFunction));
                break;
            case RecurrentFunction.Affine:
                VectorMap.Run(values, values, new AffineFunction(Alpha, Beta));
                break;
            case RecurrentFunction.ScaledTanh:
                VectorMap.Run(values, values, new ScaledTanhFunction(Alpha, Beta));
                break;
            case RecurrentFunction.ThresholdedRelu:
                VectorMap.Run(values, values, new ThresholdedReluFunction(Alpha));
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(values), $"'{Function}' is no function of a recurrent layer.");
        }
    }
}
