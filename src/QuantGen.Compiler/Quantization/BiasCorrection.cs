using QuantGen.Compiler.Calibration.Data;
using QuantGen.Compiler.Execution;
using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Operators;

namespace QuantGen.Compiler.Quantization;

/// <summary>
/// Rounded weights and clipped activations shift the mean of a layer's outputs. This measures the shift of every channel, layer after layer
/// with the layers before it corrected already, and takes it off the bias: <c>bias += E[float] - E[quantized]</c> (the empirical bias
/// correction of Nagel et al., "Data-Free Quantization Through Weight Equalization and Bias Correction", arXiv 1906.04721, section 4.2).
/// </summary>
internal sealed class BiasCorrection
{
    /// <summary>Runs of the quantized model, up to the layer at hand, that a build spends on this.</summary>
    private const int MostRuns = 1024;

    private const int FewestSamples = 4;

    private readonly QuantizationAssignment _assignment;
    private readonly ModelRunner _quantized;

    /// <summary>The products in order.</summary>
    private readonly Node[] _layers;

    private BiasCorrection(ModelGraph graph, QuantizationAssignment assignment, ModelRunner quantized)
    {
        (_assignment, _quantized) = (assignment, quantized);
        _layers = [.. graph.Nodes.Where(node => assignment.IsInteger(node) && node.Definition.IntegerFormOf(node) == IntegerForm.Compute)];
    }

    /// <summary>The corrections, by node name.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="assignment">Complete, without corrections.</param>
    /// <param name="reference">The float model.</param>
    /// <param name="samples">Calibration samples; as many are used as the number of layers leaves time for.</param>
    public static IReadOnlyDictionary<string, float[]> Measure(
        ModelGraph graph, QuantizationAssignment assignment, ModelRunner reference, IReadOnlyList<CalibrationSample> samples)
    {
        using var quantized = new ModelRunner(graph, assignment);
        var correction = new BiasCorrection(graph, assignment, quantized);
        var count = Math.Max(FewestSamples, MostRuns / Math.Max(1, correction._layers.Length));
        return correction.Run(reference, [.. samples.Take(count)]);
    }

    private Dictionary<string, float[]> Run(ModelRunner reference, IReadOnlyList<CalibrationSample> samples)
    {
        var expected = ReferenceMeans(reference, samples);
        var corrections = new Dictionary<string, float[]>(StringComparer.Ordinal);
        for (var i = 0; i < _layers.Length; i++)
        {
            var node = _layers[i];
            var actual = new ChannelMeans(node.Output, ChannelAxis(node));
            foreach (var sample in samples)
            {
                actual.Add(_quantized.Run(sample, until: node.Output));
            }

            var shift = expected[i].Means.Zip(actual.Means, (left, right) => (float)(left - right)).ToArray();
            _quantized.AddToBias(node, InAccumulatorUnits(node, shift));
            corrections[node.Name] = shift;
        }

        return corrections;
    }

    private int[] InAccumulatorUnits(Node node, float[] shift)
    {
        var weights = _assignment.Weights(node);
        var inputScale = (double)_assignment.Parameters(node.Input(0)).Scale;
        return [.. shift.Select((value, channel) => (int)Math.Round(value / (inputScale * weights.Scale(channel)), MidpointRounding.ToEven))];
    }

    private ChannelMeans[] ReferenceMeans(ModelRunner reference, IReadOnlyList<CalibrationSample> samples)
    {
        ChannelMeans[] means = [.. _layers.Select(layer => new ChannelMeans(layer.Output, ChannelAxis(layer)))];
        foreach (var sample in samples)
        {
            var run = reference.Run(sample);
            foreach (var mean in means)
            {
                mean.Add(run);
            }
        }

        return means;
    }

    private static int ChannelAxis(Node node)
    {
        return ((IChannelBias)node.Definition).ChannelAxis(node)!.Value;
    }

    /// <summary>The mean of each channel of a value over runs, summed in order and in double.</summary>
    private sealed class ChannelMeans(Value value, int axis)
    {
        private readonly double[] _sums = new double[value.Dimensions[axis].Value!.Value];
        private long _perChannel;

        public double[] Means => [.. _sums.Select(sum => sum / _perChannel)];

        public void Add(ModelRun run)
        {
            var elements = run.Read(value);
            var after = run.ElementsAfter(value, axis);
            for (var i = 0; i < elements.Length; i++)
            {
                _sums[i / after % _sums.Length] += elements[i];
            }

            _perChannel += elements.Length / _sums.Length;
        }
    }
}
