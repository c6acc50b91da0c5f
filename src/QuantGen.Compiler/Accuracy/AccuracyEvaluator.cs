using QuantGen.Compiler.Calibration.Data;
using QuantGen.Compiler.Execution;
using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Operators;
using QuantGen.Compiler.Quantization;

namespace QuantGen.Compiler.Accuracy;

/// <summary>Compares quantized models with the float one on the same few samples, to decide between them.</summary>
internal sealed class AccuracyEvaluator(ModelGraph graph, ModelRunner floatRunner, IReadOnlyList<CalibrationSample> samples)
{
    /// <summary>Noise without a signal counts as this much: finite, so that one such output does not hide what the others show.</summary>
    private const double MostNoise = 1e6;

    private readonly Value[] _decisive = [.. graph.Outputs.Select(BeforeSquashing).Distinct()];

    /// <summary>Multiply-adds of a node in a sample.</summary>
    public long MultiplyAdds(Node node)
    {
        return Arithmetic.MultiplyAdds(node, samples.Count > 0 ? SampleSymbols.Read(graph, samples[0]) : null);
    }

    /// <summary>The same comparison on fewer samples.</summary>
    public AccuracyEvaluator On(int count)
    {
        return new AccuracyEvaluator(graph, floatRunner, [.. samples.Take(count)]);
    }

    /// <summary>
    /// Signal to noise of the model's outputs together, in dB, for decisions: each output's noise is taken relative to its own signal, so that
    /// none drowns another, and before a Softmax or the like, which hides the noise of most samples and blows up that of a few.
    /// </summary>
    public double OutputSqnr(QuantizationAssignment assignment)
    {
        return Decibel.OfNoise(OutputNoise(assignment));
    }

    /// <summary>The same as noise relative to the signal; none where no output depends on the input, in float.</summary>
    public double OutputNoise(QuantizationAssignment assignment)
    {
        return Measure(assignment, _decisive).Values.Select(meter => Math.Min(meter.RelativeNoise, MostNoise)).DefaultIfEmpty(0).Average();
    }

    /// <summary>What a chain of functions without an integer form computes an output from.</summary>
    private static Value BeforeSquashing(Value output)
    {
        var value = output;
        while (value.Producer is { } node
            && node.Definition.IntegerFormOf(node) == IntegerForm.None
            && IntegerPlacement.DataInputs(node).ToArray() is [var input])
        {
            value = input;
        }

        return value;
    }

    private Dictionary<Value, ErrorMeter> Measure(QuantizationAssignment assignment, IReadOnlyList<Value> values)
    {
        using var quantizedRunner = new ModelRunner(graph, assignment);
        var meters = new Dictionary<Value, ErrorMeter>();
        foreach (var sample in samples)
        {
            var reference = floatRunner.Run(sample);
            var quantized = quantizedRunner.Run(sample);
            foreach (var value in values.Where(value => reference.CanRead(value) && quantized.CanRead(value)))
            {
                if (!meters.TryGetValue(value, out var meter))
                {
                    meters[value] = meter = new ErrorMeter();
                }

                meter.Add(reference.Read(value), quantized.Read(value));
            }
        }

        return meters;
    }
}
