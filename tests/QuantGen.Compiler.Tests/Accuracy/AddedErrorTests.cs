using QuantGen.Compiler.Accuracy;
using QuantGen.Compiler.Calibration.Data;
using QuantGen.Compiler.Execution;
using QuantGen.Compiler.Quantization;
using QuantGen.TestSupport.Execution;
using QuantGen.TestSupport.Models;
using Xunit;

namespace QuantGen.Compiler.Tests.Accuracy;

/// <summary>The error that a layer adds, beside the one that has accumulated up to it.</summary>
public sealed class AddedErrorTests
{
    /// <summary>As many as are measured alone: with more, the two figures are of different samples.</summary>
    private const int Samples = 4;

    private readonly IReadOnlyList<LayerAccuracy> _layers = Compare();

    [Fact]
    public void FirstLayerHasAllErrorFromItself()
    {
        Assert.Equal("Conv", _layers[0].Operator);
        Assert.Equal(_layers[0].SqnrDb, _layers[0].AddedSqnrDb!.Value, 1e-9);
    }

    [Fact]
    public void LayerThatOnlyMovesBytesAddsNone()
    {
        Assert.Equal("MaxPool", _layers[1].Operator);
        Assert.Equal(double.PositiveInfinity, _layers[1].AddedSqnrDb);
        Assert.InRange(_layers[1].SqnrDb, 20, 60);
    }

    /// <summary>The second product reads what the layers before it have spoilt: alone it must do better.</summary>
    [Fact]
    public void LaterLayerAddsLessThanHasAccumulated()
    {
        var last = _layers[^1];
        Assert.Equal("Conv", last.Operator);
        Assert.InRange(last.AddedSqnrDb!.Value, last.SqnrDb + 1, 70);
    }

    private static IReadOnlyList<LayerAccuracy> Compare()
    {
        var graph = FloatExecution.Normalize(new OnnxModelBuilder(opset: 13)
            .Input<float>("x", "N, 3, 8, 8")
            .Constant("w1", Values(8 * 3 * 3 * 3, seed: 1), 8, 3, 3, 3)
            .Constant("w2", Values(4 * 8 * 3 * 3, seed: 2), 4, 8, 3, 3)
            .Node("Conv", ["x", "w1"], ["a"])
            .Node("MaxPool", ["a"], ["b"], ("kernel_shape", new[] { 2, 2 }), ("strides", new[] { 2, 2 }))
            .Node("Conv", ["b", "w2"], ["y"])
            .Output<float>("y")
            .ToBytes());
        var samples = Enumerable.Range(10, Samples)
            .Select(seed => new CalibrationSample([new CalibrationArray(Values(3 * 8 * 8, seed), [1, 3, 8, 8])])).ToArray();
        using var runner = new ModelRunner(graph, QuantizationAssignment.Float());
        var quantizer = new StaticQuantizer(graph, new QuantizationOptions());
        var ranges = quantizer.Candidates().ToDictionary(value => value.Name, _ => (-8f, 8f));
        var assignment = quantizer.Quantize(new StaticCalibration(ranges, StaticCalibration.NoCorrections), new HashSet<string>());
        return ModelComparison.Run(graph, runner, assignment, samples, labels: null, progress: null).Layers;
    }

    private static float[] Values(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (random.NextSingle() * 2) - 1)];
    }
}
