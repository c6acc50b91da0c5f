using QuantGen.Compiler.Diagnostics;
using QuantGen.Compiler.Tests.Operators;
using QuantGen.OnnxRuntime;
using QuantGen.TestSupport.Execution;
using QuantGen.TestSupport.Models;
using Xunit;

namespace QuantGen.Compiler.Tests.Passes;

/// <summary>Lengths that are known only when the model runs: what must be equal is taken to be, and checked then.</summary>
public sealed class OpenLengthTests
{
    [SkippableTheory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    public void APositionTableIsCutToTheLengthOfTheInput(int length)
    {
        OperatorAssert.AgreesWithOnnxRuntime(WithPositions(), [("x", OperatorAssert.Random(1, -1, 1, 2, length, 2))]);
    }

    [Fact]
    public void AnInputLongerThanThePositionTableIsRefused()
    {
        var error = Assert.Throws<ArgumentException>(() => Run(WithPositions(), ("x", OperatorAssert.Random(1, -1, 1, 2, 5, 2))));
        Assert.Contains("5", error.Message, StringComparison.Ordinal);
        Assert.Contains("4", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void LengthsThatMustBeEqualGetOneName()
    {
        var model = new OnnxModelBuilder(13).Input<float>("ids", "ids_0, ids_1").Input<float>("mask", "mask_0, mask_1")
            .Node("Mul", ["ids", "mask"], ["y"]).Output<float>("y");
        var graph = FloatExecution.Normalize(model.ToBytes());

        Assert.Equal(graph.Inputs[0].Dimensions, graph.Inputs[1].Dimensions);
        Assert.Equal(graph.Inputs[0].Dimensions, graph.Outputs[0].Dimensions);
        Assert.Empty(graph.Requirements);
    }

    [Fact]
    public void ALengthThatMustBeANumberBecomesThatNumber()
    {
        var model = new OnnxModelBuilder(13).Input<float>("x", "N, features").Constant<float>("w", new float[12], 4, 3)
            .Node("MatMul", ["x", "w"], ["y"]).Output<float>("y");

        Assert.Equal("N, 4", string.Join(", ", FloatExecution.Normalize(model.ToBytes()).Inputs[0].Dimensions));
    }

    [Fact]
    public void RequirementsThatContradictEachOtherAreNamed()
    {
        var model = new OnnxModelBuilder(13).Input<float>("x", "N, features")
            .Constant<float>("w3", new float[9], 3, 3).Constant<float>("w4", new float[16], 4, 4)
            .Node("MatMul", ["x", "w3"], ["y"]).Node("MatMul", ["x", "w4"], ["z"]).Output<float>("y").Output<float>("z");

        var error = Assert.Throws<CompilationException>(() => FloatExecution.Normalize(model.ToBytes())).Diagnostics.Single();
        Assert.Equal("QG0203", error.Id);
    }

    [SkippableFact]
    public void ASliceToALargeNumberIsTheWholeOpenAxis()
    {
        var model = new OnnxModelBuilder(13).Input<float>("x", "N, 8")
            .Constant<long>("starts", [0], 1).Constant<long>("ends", [1_000_000_000], 1)
            .Node("Slice", ["x", "starts", "ends"], ["y"]).Node("Relu", ["y"], ["z"]).Output<float>("z");

        OperatorAssert.AgreesWithOnnxRuntime(model, [("x", OperatorAssert.Random(1, -1, 1, 3, 8))]);
        Assert.Equal(["Elementwise.Relu"], Lowered.Kernels(model));
    }

    /// <summary><c>x[batch, sequence, 2] + positions[:, :sequence]</c>, as exporters write an encoder's first layer.</summary>
    private static OnnxModelBuilder WithPositions()
    {
        return new OnnxModelBuilder(13).Input<float>("x", "batch, sequence, 2")
            .Constant<float>("positions", [1, 2, 3, 4, 5, 6, 7, 8], 1, 4, 2)
            .Constant<long>("zero", [0], 1).Constant<long>("one", [1], 1)
            .Node("Shape", ["x"], ["shape"]).Node("Gather", ["shape", "one"], ["length"])
            .Node("Slice", ["positions", "zero", "length", "one"], ["used"])
            .Node("Add", ["x", "used"], ["y"]).Output<float>("y");
    }

    private static void Run(OnnxModelBuilder model, (string Name, OrtTensor Tensor) input)
    {
        FloatExecution.Run(model.ToBytes(), input);
    }
}
