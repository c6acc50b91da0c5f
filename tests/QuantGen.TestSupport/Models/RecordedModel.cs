using QuantGen.OnnxRuntime;

namespace QuantGen.TestSupport.Models;

/// <summary>A model with any number of inputs and samples for all of them.</summary>
/// <param name="Name">Its path under <c>shared/models</c>, without extension.</param>
/// <param name="ModelPath">The float ONNX model.</param>
/// <param name="Calibration">An array for each input, samples stacked along a leading axis.</param>
/// <param name="Evaluation">The same, disjoint from the samples to calibrate on.</param>
public sealed record RecordedModel(string Name, string ModelPath, IReadOnlyList<RecordedInput> Calibration, IReadOnlyList<RecordedInput> Evaluation)
{
    /// <summary>Samples to measure on.</summary>
    public int Count => Evaluation.Max(input => input.Count);

    /// <summary>The first calibration samples in a folder, which the caller disposes.</summary>
    public CalibrationFolder WriteCalibration(int mostSamples)
    {
        return new CalibrationFolder(Calibration, mostSamples);
    }

    /// <summary>The inputs of one evaluation sample, in the model's order.</summary>
    public OrtTensor[] Sample(int index)
    {
        return [.. Evaluation.Select(input => input.Sample(index))];
    }
}

/// <summary>Values for one input of a model.</summary>
/// <param name="Name">The input's ONNX name.</param>
/// <param name="Values">The samples, stacked; or the one value that all samples have.</param>
/// <param name="Stacking">How the samples lie in the array.</param>
public sealed record RecordedInput(string Name, OrtTensor Values, SampleStacking Stacking)
{
    /// <summary>How many samples there are; 1 for a value that all have.</summary>
    public int Count => Stacking == SampleStacking.Constant ? 1 : Values.Dimensions[0];

    /// <summary>What goes into the model in one sample.</summary>
    public OrtTensor Sample(int index)
    {
        return Stacking == SampleStacking.Constant ? Values : Values.Slice(index, 1, keepAxis: Stacking == SampleStacking.Batch);
    }

    /// <summary>Some of the samples.</summary>
    public RecordedInput Slice(int start, int count)
    {
        return Stacking == SampleStacking.Constant ? this : this with { Values = Values.Slice(start, count) };
    }
}

/// <summary>How an array holds samples of an input.</summary>
public enum SampleStacking
{
    /// <summary>Along the input's own batch axis.</summary>
    Batch,

    /// <summary>Along an axis of their own, before those of the input.</summary>
    Whole,

    /// <summary>The array is the input, the same in every sample.</summary>
    Constant,
}
