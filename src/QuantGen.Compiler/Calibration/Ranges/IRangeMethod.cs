namespace QuantGen.Compiler.Calibration.Ranges;

/// <summary>Chooses the range of a tensor that uint8 is to cover, from what calibration saw of it.</summary>
internal interface IRangeMethod
{
    /// <summary>Chooses a range within the values seen and 0; values outside will saturate.</summary>
    (float Min, float Max) Choose(ActivationHistogram histogram);
}
