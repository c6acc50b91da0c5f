using QuantGen.Compiler.Calibration;
using QuantGen.Compiler.Calibration.Data;
using QuantGen.Compiler.Execution;
using QuantGen.Compiler.Quantization;
using QuantGen.TestSupport.Execution;
using QuantGen.TestSupport.Models;
using Xunit;

namespace QuantGen.Compiler.Tests.Calibration;

public sealed class CalibratorTests
{
    /// <summary>So large that several threads count its values.</summary>
    private const int Size = 512;

    [Fact]
    public void The_histograms_are_the_same_on_any_number_of_threads()
    {
        Assert.Equal(Histograms(threads: 1), Histograms(threads: 3));
    }

    private static IReadOnlyList<(string Name, float Min, float Max, string Counts)> Histograms(int threads)
    {
        var graph = FloatExecution.Normalize(new OnnxModelBuilder(opset: 13)
            .Input<float>("x", $"1, 3, {Size}, {Size}")
            .Constant("w1", Values(4 * 3, seed: 1), 4, 3, 1, 1)
            .Constant("w2", Values(2 * 4, seed: 2), 2, 4, 1, 1)
            .Node("Conv", ["x", "w1"], ["a"])
            .Node("Conv", ["a", "w2"], ["y"])
            .Output<float>("y")
            .ToBytes());
        var samples = Enumerable.Range(3, 2)
            .Select(seed => new CalibrationSample([new CalibrationArray(Values(3 * Size * Size, seed), [1, 3, Size, Size])]));
        using var runner = new ModelRunner(graph, QuantizationAssignment.Float()) { Threads = threads };
        var values = new StaticQuantizer(graph, new QuantizationOptions()).Candidates();
        var calibrator = Calibrator.Run(runner, samples, values, bins: 64, progress: null);
        Assert.Equal(2, calibrator.Calibrated);
        Assert.Equal(3, values.Count);
        return [.. values.Select(value => (value.Name, calibrator.Histogram(value)))
            .Select(pair => (pair.Name, pair.Item2.Min, pair.Item2.Max, string.Join(' ', pair.Item2.Counts)))];
    }

    private static float[] Values(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (random.NextSingle() * 2) - 1)];
    }
}
