using QuantGen.Compiler.Calibration.Data;
using QuantGen.Compiler.Execution;
using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;
using QuantGen.Compiler.Quantization;
using QuantGen.Plan;
using QuantGen.TestSupport.Execution;
using QuantGen.TestSupport.Models;
using Xunit;

namespace QuantGen.Compiler.Tests.Lowering;

/// <summary>A product that computes the nodes behind it on its way out gives the bytes that steps of their own give.</summary>
public sealed class FusionTests
{
    private const int Channels = 5;
    private const int Size = 6;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void FunctionAndResidualAddAreComputedOnTheWayOut(bool residualFirst)
    {
        var (graph, assignment) = Quantize(Network(residualFirst));
        var fused = ModelLowering.Lower(graph, assignment);
        var convolutions = fused.Context.Builder.Steps.Where(step => step.Plan.Kernel == "QuantizedConvolution.Run").ToArray();

        Assert.DoesNotContain(fused.Context.Builder.Steps, step => step.Plan.Kernel.StartsWith("LookupTable", StringComparison.Ordinal));
        Assert.DoesNotContain(fused.Context.Builder.Steps, step => step.Plan.Kernel.StartsWith("QuantizedElementwise", StringComparison.Ordinal));
        Assert.IsType<PlanValue.Reference>(Argument(convolutions[1], "table"));
        Assert.IsType<PlanValue.Reference>(Argument(convolutions[1], "residual"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void FusedAndUnfusedGiveTheSameBits(bool residualFirst)
    {
        var (graph, assignment) = Quantize(Network(residualFirst));
        var lowered = ModelLowering.Lower(graph, assignment);
        using var executor = new PlanExecutor(lowered.ToPlan(new PlanHeader("Test", "-", "-", "-", "-")), lowered.Weights);
        using var runner = new ModelRunner(graph, assignment);
        var sample = Sample(seed: 3);
        var fused = new float[Channels * Size * Size];
        executor.Run(new Dictionary<string, long>(), new Dictionary<string, Array> { ["x"] = sample.Inputs[0].Values, ["y"] = fused });

        Assert.Equal(runner.Run(sample).Read(graph.Outputs[0]), fused);
    }

    /// <summary>x, Conv, then Conv and HardSwish beside it, added and clamped, then a last Conv to float.</summary>
    private static ModelGraph Network(bool residualFirst)
    {
        string[] operands = residualFirst ? ["a", "s"] : ["s", "a"];
        var model = new OnnxModelBuilder(17)
            .Input<float>("x", $"1, {Channels}, {Size}, {Size}")
            .Output<float>("y")
            .Constant("w1", Weights(1), Channels, Channels, 3, 3)
            .Constant("w2", Weights(2), Channels, Channels, 3, 3)
            .Constant("w3", Weights(3), Channels, Channels, 3, 3)
            .Node("Conv", ["x", "w1"], ["a"], ("pads", new[] { 1, 1, 1, 1 }))
            .Node("Conv", ["a", "w2"], ["b"], ("pads", new[] { 1, 1, 1, 1 }))
            .Node("HardSwish", ["b"], ["s"])
            .Node("Add", operands, ["t"])
            .Node("Relu", ["t"], ["r"])
            .Node("Conv", ["r", "w3"], ["y"], ("pads", new[] { 1, 1, 1, 1 }));
        return FloatExecution.Normalize(model.ToBytes());
    }

    private static (ModelGraph Graph, QuantizationAssignment Assignment) Quantize(ModelGraph graph)
    {
        var quantizer = new StaticQuantizer(graph, new QuantizationOptions());
        using var runner = new ModelRunner(graph, QuantizationAssignment.Float());
        var run = runner.Run(Sample(seed: 9));
        var ranges = quantizer.Candidates().ToDictionary(value => value.Name, value => (run.Read(value).Min(), run.Read(value).Max()));
        return (graph, quantizer.Quantize(new StaticCalibration(ranges, StaticCalibration.NoCorrections), new HashSet<string>()));
    }

    private static PlanValue Argument(LoweredStep step, string name)
    {
        return step.Plan.Arguments.Single(argument => argument.Name == name).Value;
    }

    private static CalibrationSample Sample(int seed)
    {
        return new CalibrationSample([new CalibrationArray(Random(seed, Channels * Size * Size, 1), [1, Channels, Size, Size])]);
    }

    private static float[] Weights(int seed)
    {
        return Random(seed, Channels * Channels * 9, 0.3f);
    }

    private static float[] Random(int seed, int count, float magnitude)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => ((random.NextSingle() * 2) - 1) * magnitude)];
    }
}
