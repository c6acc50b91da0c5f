using QuantGen.Compiler.Tests.Operators;
using QuantGen.OnnxRuntime;
using QuantGen.TestSupport;
using QuantGen.TestSupport.Execution;
using QuantGen.TestSupport.Models;
using Xunit;

namespace QuantGen.Compiler.Tests.Onnx;

/// <summary>Models in float16: their inputs and outputs stay so, everything between is computed in float32.</summary>
public sealed class NarrowFloatTests
{
    [SkippableFact]
    public void Float16ModelAgreesWithOnnxRuntime()
    {
        var model = HalfPrecision.Convert(Network().ToBytes());
        (string, OrtTensor)[] inputs = [("x", Halves(OperatorAssert.Random(1, -1, 1, 2, 3, 6, 6)))];
        using var session = OrtSession.Open(model);
        var expected = session.Run(inputs)["y"];
        TensorAssert.Close(expected, FloatExecution.Run(model, inputs)["y"], relative: 4e-3, absolute: 4e-3, "y");
    }

    [Fact]
    public void WeightsAndInputsAreWidenedAndNothingElse()
    {
        // Weights and input of one bit are exact in float16, so the results differ by the rounding of the output alone.
        var wide = Network(coarse: true).ToBytes();
        var input = OperatorAssert.Random(1, -1, 1, 2, 3, 6, 6).Get<float>().Select(value => MathF.Round(value)).ToArray();
        var expected = FloatExecution.Run(wide, ("x", OrtTensor.Create(input, 2, 3, 6, 6)))["y"].Get<float>();
        var actual = FloatExecution.Run(HalfPrecision.Convert(wide), ("x", Halves(OrtTensor.Create(input, 2, 3, 6, 6))))["y"].Get<Half>();
        Assert.Equal(expected.Select(value => (Half)value), actual);
    }

    [Fact]
    public void PortsKeepTheirNamesAndTypes()
    {
        var plan = Lowered.Plan(FloatExecution.Normalize(HalfPrecision.Convert(Network().ToBytes())));
        Assert.Equal(["x: Float16", "y: Float16"], plan.Inputs.Concat(plan.Outputs).Select(port => $"{port.OnnxName}: {port.Type}"));
        Assert.Equal(["Conversion.Cast", "Conversion.Cast"], plan.Steps.Select(step => step.Kernel).Where(kernel => kernel.StartsWith("Conversion", StringComparison.Ordinal)));
    }

    private static OnnxModelBuilder Network(bool coarse = false)
    {
        float[] weights = [.. OperatorAssert.Random(2, -1, 1, 5 * 27).Get<float>().Select(value => coarse ? MathF.Round(value) : value)];
        return new OnnxModelBuilder(13).Input<float>("x", "N, 3, 6, 6")
            .Constant("w", weights, 5, 3, 3, 3)
            .Node("Conv", ["x", "w"], ["c"])
            .Node("Cast", ["c"], ["single"], ("to", 1))
            .Node("Cast", ["single"], ["half"], ("to", 10))
            .Node("Relu", ["half"], ["r"])
            .Node("GlobalAveragePool", ["r"], ["y"])
            .Output<float>("y");
    }

    private static OrtTensor Halves(OrtTensor tensor)
    {
        return OrtTensor.Create(Array.ConvertAll(tensor.Get<float>(), value => (Half)value), [.. tensor.Dimensions]);
    }
}
