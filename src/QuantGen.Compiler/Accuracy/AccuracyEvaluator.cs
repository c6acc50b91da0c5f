using QuantGen.Compiler.Calibration.Data;
using QuantGen.Compiler.Execution;
using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Operators;
using QuantGen.Compiler.Quantization;

namespace QuantGen.Compiler.Accuracy;

/// <summary>Compares quantized models with the float one on the same few samples, to decide between them.</summary>
internal sealed class AccuracyEvaluator(ModelGraph graph, ModelRunner floatRunner, IReadOnlyList<CalibrationSample> samples)
{
    private readonly Value[] _decisive = [.. graph.Outputs.Select(BeforeSquashing).Distinct()];

    /// <summary>
    /// Signal to noise of the model's outputs together, in dB, for decisions: each output's noise is taken relative to its own signal, so that
    /// none drowns another, and before a Softmax or the like, which hides the noise of most samples and blows up that of a few.
    /// </summary>
    public double OutputSqnr(QuantizationAssignment assignment)
    {
        var meters = Measure(assignment, _decisive);
        return Decibel.OfNoise(meters.Values.Average(meter => meter.RelativeNoise));
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
