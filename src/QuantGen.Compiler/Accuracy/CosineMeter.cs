namespace QuantGen.Compiler.Accuracy;

/// <summary>Accumulates the cosine of the angle between a tensor's float and quantized form, all samples taken as one vector.</summary>
internal sealed class CosineMeter
{
    private double _product;
    private double _reference;
    private double _quantized;

    /// <summary>From -1 to 1, which is the same direction; null when either form is zero throughout.</summary>
    public double? Similarity => _reference == 0 || _quantized == 0
        ? null
        : Math.Clamp(_product / (Math.Sqrt(_reference) * Math.Sqrt(_quantized)), -1, 1);

    /// <summary>Adds a sample. Elements that are not finite in either are not counted.</summary>
    public void Add(ReadOnlySpan<float> reference, ReadOnlySpan<float> quantized)
    {
        for (var i = 0; i < reference.Length; i++)
        {
            if (float.IsFinite(reference[i]) && float.IsFinite(quantized[i]))
            {
                _product += (double)reference[i] * quantized[i];
                _reference += (double)reference[i] * reference[i];
                _quantized += (double)quantized[i] * quantized[i];
            }
        }
    }
}
