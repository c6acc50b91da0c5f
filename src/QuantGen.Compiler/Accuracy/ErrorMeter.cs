namespace QuantGen.Compiler.Accuracy;

/// <summary>Accumulates signal and noise of a tensor over samples.</summary>
internal sealed class ErrorMeter
{
    private double _signal;
    private double _noise;
    private double _largest;

    /// <summary>The noise's power relative to the signal's; infinite when there is noise alone.</summary>
    public double RelativeNoise => _noise == 0 ? 0 : _noise / _signal;

    /// <summary>
    /// Signal to quantization noise ratio in dB; positive infinity when there is no noise, negative when there is no signal beside it.
    /// </summary>
    public double SqnrDb => Decibel.OfNoise(RelativeNoise);

    /// <summary>Whether there was a sample.</summary>
    public bool IsMeasured { get; private set; }

    /// <summary>The largest absolute difference.</summary>
    public double Largest => _largest;

    /// <summary>Adds a sample. Elements that are not finite in either are not counted in the ratio.</summary>
    public void Add(ReadOnlySpan<float> reference, ReadOnlySpan<float> quantized)
    {
        IsMeasured = true;
        for (var i = 0; i < reference.Length; i++)
        {
            if (float.IsFinite(reference[i]) && float.IsFinite(quantized[i]))
            {
                var difference = (double)reference[i] - quantized[i];
                _signal += (double)reference[i] * reference[i];
                _noise += difference * difference;
                _largest = Math.Max(_largest, Math.Abs(difference));
            }
        }
    }
}
