namespace QuantGen;

/// <summary>How <see cref="QuantizationMode.WeightOnly"/> chooses the scale of a channel or block of integer weights.</summary>
public enum WeightScaling
{
    /// <summary>The scale with the least squared error, found by a search: it may clip the largest weights.</summary>
    LeastSquares,

    /// <summary>The smallest scale that clips no weight.</summary>
    RoundToNearest,
}
