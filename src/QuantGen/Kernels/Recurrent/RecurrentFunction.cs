namespace QuantGen.Kernels;

/// <summary>A function of one element inside a recurrent layer, by its ONNX name.</summary>
public enum RecurrentFunction
{
    /// <summary><c>1 / (1 + e^-x)</c>.</summary>
    Sigmoid,

    /// <summary>The hyperbolic tangent.</summary>
    Tanh,

    /// <summary><c>max(x, 0)</c>.</summary>
    Relu,

    /// <summary><c>alpha * x + beta</c>.</summary>
    Affine,

    /// <summary><c>x</c>, below zero <c>alpha * x</c>.</summary>
    LeakyRelu,

    /// <summary><c>x</c> above <c>alpha</c>, else 0.</summary>
    ThresholdedRelu,

    /// <summary><c>alpha * tanh(beta * x)</c>.</summary>
    ScaledTanh,

    /// <summary><c>alpha * x + beta</c>, clamped to 0..1.</summary>
    HardSigmoid,

    /// <summary><c>x</c>, below zero <c>alpha * (e^x - 1)</c>.</summary>
    Elu,

    /// <summary><c>x / (1 + |x|)</c>.</summary>
    Softsign,

    /// <summary><c>ln(1 + e^x)</c>.</summary>
    Softplus,
}
