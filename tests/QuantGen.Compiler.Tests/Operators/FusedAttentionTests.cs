using QuantGen.Compiler.Calibration.Data;
using QuantGen.Compiler.Execution;
using QuantGen.Compiler.Lowering;
using QuantGen.Compiler.Quantization;
using QuantGen.OnnxRuntime;
using QuantGen.TestSupport.Execution;
using QuantGen.TestSupport.Models;
using Xunit;
using static QuantGen.Compiler.Tests.Operators.OperatorAssert;

namespace QuantGen.Compiler.Tests.Operators;

/// <summary>Attention as exporters write it, which becomes one step; every value between is that of a step of its own.</summary>
public sealed class FusedAttentionTests
{
    private const int Samples = 2;
    private const int Length = 37;

    [SkippableTheory]
    [InlineData("Mul", 0.3f, null)]
    [InlineData("Div", 4f, "N, 1, 1, T")]
    [InlineData("Div", 1.7f, "N, 3, T, T")]
    [InlineData("Mul", 1f, "T, T")]
    [InlineData("Mul", 1f, "T")]
    public void BecomesOneStep(string scale, float factor, string? mask)
    {
        var model = Model(scale, factor, mask);
        Assert.Equal(["FloatAttention.Run"], Lowered.Kernels(model).Where(kernel => kernel != "DataMovement.Copy"));
        AgreesWithOnnxRuntime(model, Inputs(mask));
    }

    [Theory]
    [InlineData("Div", 1.7f, null)]
    [InlineData("Mul", 0.3f, "N, 1, 1, T")]
    public void FusedAndUnfusedGiveTheSameBits(string scale, float factor, string? mask)
    {
        var graph = FloatExecution.Normalize(Model(scale, factor, mask).ToBytes());
        var lowered = ModelLowering.Lower(graph, QuantizationAssignment.Float());
        var inputs = Inputs(mask);
        var fused = new float[Samples * Length * 12];
        var ports = inputs.ToDictionary(input => input.Name, Array (input) => input.Tensor.Get<float>());
        ports["y"] = fused;
        using var executor = new PlanExecutor(lowered.ToPlan(new PlanHeader("Test", "-", "-", "-", "-")), lowered.Weights);
        executor.Run(new Dictionary<string, long> { ["N"] = Samples, ["T"] = Length }, ports);

        using var runner = new ModelRunner(graph, QuantizationAssignment.Float());
        var sample = new CalibrationSample([.. inputs.Select(input => new CalibrationArray(input.Tensor.Get<float>(), [.. input.Tensor.Dimensions]))]);
        Assert.Equal(runner.Run(sample).Read(graph.Outputs[0]), fused);
    }

    [Theory]
    [InlineData("scores")]
    [InlineData("weights")]
    public void StepsRemainWhereAValueBetweenIsAnOutput(string output)
    {
        var model = Model("Mul", 0.3f, null).Output<float>(output);
        Assert.DoesNotContain("FloatAttention.Run", Lowered.Kernels(model));
    }

    [SkippableTheory]
    [InlineData("Mul")]
    [InlineData("Div")]
    [InlineData("MatMul")]
    public void MaskMayBeComputedAfterTheScores(string type)
    {
        var model = new OnnxModelBuilder(13)
            .Input<float>("q", "N, 3, T, 4").Input<float>("k", "N, 3, 4, T").Input<float>("v", "N, 3, T, 4").Input<float>("a", "N, 3, T, T").Input<float>("b", "N, 3, T, T")
            .Node("MatMul", ["q", "k"], ["scores"]).Node(type, ["a", "b"], ["mask"]).Node("Add", ["scores", "mask"], ["masked"])
            .Node("Softmax", ["masked"], ["weights"], ("axis", -1)).Node("MatMul", ["weights", "v"], ["y"])
            .Output<float>("y");

        Assert.Single(Lowered.Kernels(model), kernel => kernel == "FloatAttention.Run");
        AgreesWithOnnxRuntime(
            model,
            [
                ("q", Random(1, -1, 1, Samples, 3, Length, 4)), ("k", Random(2, -1, 1, Samples, 3, 4, Length)), ("v", Random(3, -1, 1, Samples, 3, Length, 4)),
                ("a", Random(4, -1, 1, Samples, 3, Length, Length)), ("b", Random(5, 1, 2, Samples, 3, Length, Length)),
            ]);
    }

    private static OnnxModelBuilder Model(string scale, float factor, string? mask)
    {
        var model = new OnnxModelBuilder(13).Input<float>("q", "N, T, 12").Input<float>("k", "N, T, 12").Input<float>("v", "N, T, 12")
            .Constant<long>("heads", [0, 0, 3, 4], 4).Constant<long>("joined", [0, 0, 12], 3).Constant<float>("factor", [factor])
            .Node("Reshape", ["q", "heads"], ["q4"]).Node("Reshape", ["k", "heads"], ["k4"]).Node("Reshape", ["v", "heads"], ["v4"])
            .Node("Transpose", ["q4"], ["qt"], ("perm", new[] { 0, 2, 1, 3 }))
            .Node("Transpose", ["k4"], ["kt"], ("perm", new[] { 0, 2, 3, 1 }))
            .Node("Transpose", ["v4"], ["vt"], ("perm", new[] { 0, 2, 1, 3 }))
            .Node("MatMul", ["qt", "kt"], ["products"]).Node(scale, ["products", "factor"], ["scores"]);
        if (mask is not null)
        {
            model = model.Input<float>("mask", mask).Node("Add", ["scores", "mask"], ["masked"]);
        }

        return model
            .Node("Softmax", [mask is null ? "scores" : "masked"], ["weights"], ("axis", -1)).Node("MatMul", ["weights", "vt"], ["values"])
            .Node("Transpose", ["values"], ["ordered"], ("perm", new[] { 0, 2, 1, 3 })).Node("Reshape", ["ordered", "joined"], ["y"])
            .Output<float>("y");
    }

    private static (string Name, OrtTensor Tensor)[] Inputs(string? mask)
    {
        (string, OrtTensor)[] inputs =
        [
            ("q", Random(1, -1, 1, Samples, Length, 12)), ("k", Random(2, -1, 1, Samples, Length, 12)), ("v", Random(3, -1, 1, Samples, Length, 12)),
        ];
        int[] shape = [.. (mask ?? "").Split(", ").Select(name => name switch { "N" => Samples, "T" => Length, "3" => 3, _ => 1 })];
        return mask is null ? inputs : [.. inputs, ("mask", Random(4, -2, 0, shape))];
    }
}
