namespace QuantGen.Compiler.Accuracy;

/// <summary>Everything that is measured of an output of the model.</summary>
internal sealed class OutputMeter
{
    private readonly CosineMeter _cosine = new();
    private readonly DivergenceMeter _divergence = new();

    /// <summary>Signal and noise.</summary>
    public ErrorMeter Error { get; } = new();

    /// <summary>Whether every row of the float output was a distribution.</summary>
    public bool IsDistribution => _divergence.Mean is not null;

    /// <summary>Adds a sample.</summary>
    public void Add(ReadOnlySpan<float> reference, ReadOnlySpan<float> quantized, int rowLength)
    {
        Error.Add(reference, quantized);
        _cosine.Add(reference, quantized);
        _divergence.Add(reference, quantized, rowLength);
    }

    /// <summary>What was measured.</summary>
    public OutputAccuracy ToAccuracy(string name)
    {
        return new OutputAccuracy(name, Error.SqnrDb, Error.Largest, _cosine.Similarity, _divergence.Mean, _divergence.Percentile99);
    }
}
