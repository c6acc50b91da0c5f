using QuantGen.Compiler.Accuracy;
using QuantGen.Compiler.Calibration.Data;
using QuantGen.Compiler.Diagnostics;
using QuantGen.Compiler.Execution;
using QuantGen.Compiler.Quantization;
using QuantGen.TestSupport.Execution;
using QuantGen.TestSupport.Models;
using Xunit;

namespace QuantGen.Compiler.Tests.Accuracy;

/// <summary>Which of several outputs tells the class of a sample.</summary>
public sealed class ChosenClassesTests
{
    /// <summary>The largest element is at 0 in the first output, at 1 in the probabilities, at 3 in the last one.</summary>
    [Theory]
    [InlineData(null, null)]
    [InlineData(0L, 0)]
    [InlineData(1L, 1)]
    [InlineData(3L, 1)]
    public void LabelsThenProbabilitiesDecide(long? label, int? correct)
    {
        var labels = label is { } known ? new Labels("labels.csv", [known]) : null;
        Assert.Equal(new TopOneAccuracy(Samples: 1, Flips: 0, correct, correct), Compare(labels));
    }

    [Fact]
    public void LabelThatNoOutputHasIsRefused()
    {
        Assert.Throws<CompilationException>(() => Compare(new Labels("labels.csv", [4])));
    }

    private static TopOneAccuracy? Compare(Labels? labels)
    {
        var graph = FloatExecution.Normalize(new OnnxModelBuilder(opset: 13)
            .Input<float>("x", "N, 1")
            .Constant<float>("w", [2, 1], 1, 2)
            .Constant<float>("v", [1, 3, 2], 1, 3)
            .Constant<float>("u", [1, 2, 3, 4], 1, 4)
            .Node("MatMul", ["x", "w"], ["a"])
            .Node("MatMul", ["x", "v"], ["s"])
            .Node("Softmax", ["s"], ["p"])
            .Node("MatMul", ["x", "u"], ["b"])
            .Output<float>("a")
            .Output<float>("p")
            .Output<float>("b")
            .ToBytes());
        using var runner = new ModelRunner(graph, QuantizationAssignment.Float());
        CalibrationSample[] samples = [new([new CalibrationArray(new float[] { 1 }, [1, 1])])];
        return ModelComparison.Run(graph, runner, QuantizationAssignment.Float(), samples, labels, progress: null).TopOne;
    }
}
