using QuantGen.OnnxRuntime;

namespace QuantGen.TestSupport.Models;

/// <summary>Data for a model with one input.</summary>
/// <param name="CalibrationPath">A file that <c>[Quantize(Calibration = ...)]</c> takes, preprocessed as the model expects.</param>
/// <param name="Evaluation">The samples to measure on, stacked along the first dimension, preprocessed alike.</param>
/// <param name="Labels">The class of each sample, or null where there are none.</param>
public sealed record SuiteData(string CalibrationPath, OrtTensor Evaluation, int[]? Labels)
{
    /// <summary>Samples to measure on.</summary>
    public int Count => Evaluation.Dimensions[0];

    /// <summary>The part of the samples whose highest score, of <c>[Count, classes]</c>, is their label's.</summary>
    /// <exception cref="InvalidOperationException">The samples have no labels.</exception>
    public double Accuracy(OrtTensor scores)
    {
        var labels = Labels ?? throw new InvalidOperationException("These samples have no labels.");
        var classes = scores.Data.Length / labels.Length;
        var hits = scores.Get<float>().Chunk(classes).Zip(labels).Count(sample => ArgMax(sample.First) == sample.Second);
        return (double)hits / labels.Length;
    }

    private static int ArgMax(float[] scores)
    {
        return Array.IndexOf(scores, scores.Max());
    }
}
