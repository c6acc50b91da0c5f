namespace QuantGen;

/// <summary>How the range of an activation is chosen from the values that calibration saw.</summary>
public enum CalibrationMethod
{
    /// <summary>
    /// Tries <see cref="MeanSquaredError"/>, <see cref="Percentile"/> and <see cref="MinMax"/> and takes the one with the best signal to noise at
    /// the model's outputs; see <c>docs/calibration.md</c>.
    /// </summary>
    Default,

    /// <summary>From the smallest to the largest value seen.</summary>
    MinMax,

    /// <summary>Leaves out the share <see cref="QuantizeAttribute.Percentile"/> does not cover, split over both tails.</summary>
    Percentile,

    /// <summary>The range whose quantized histogram has the least Kullback-Leibler divergence from the original one.</summary>
    Entropy,

    /// <summary>The range with the least expected squared error between a value and its quantized form.</summary>
    MeanSquaredError,
}
