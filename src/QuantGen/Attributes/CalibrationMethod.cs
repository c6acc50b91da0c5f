namespace QuantGen;

/// <summary>How the range of an activation is chosen from the values that calibration saw.</summary>
public enum CalibrationMethod
{
    /// <summary>The method that did best on the reference models; see <c>docs/calibration.md</c>.</summary>
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
