using QuantGen.Compiler.Diagnostics;
using QuantGen.TestSupport.Models;
using Xunit;
using static QuantGen.Compiler.Tests.Operators.OperatorAssert;

namespace QuantGen.Compiler.Tests.Operators;

public sealed class BatchNormalizationTests
{
    private const int Channels = 3;

    [SkippableTheory]
    [InlineData("N, 3", 7)]
    [InlineData("N, 3, 5", 9)]
    [InlineData("N, 3, 4, 5", 9)]
    [InlineData("N, 3, 4, 5", 15)]
    public void ByItselfItAgreesWithOnnxRuntime(string shape, int opset)
    {
        int[] dimensions = [2, .. shape.Split(", ").Skip(1).Select(int.Parse)];
        var model = Parameters(new OnnxModelBuilder(opset).Input<float>("x", shape))
            .Node("BatchNormalization", ["x", "scale", "bias", "mean", "variance"], ["y"], ("epsilon", 0.01f))
            .Output<float>("y");

        AgreesWithOnnxRuntime(model, [("x", Random(1, -2, 2, dimensions))]);
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void AfterAConvolutionItDisappears(bool hasBias)
    {
        string[] inputs = hasBias ? ["x", "w", "b"] : ["x", "w"];
        var model = Parameters(new OnnxModelBuilder(15).Input<float>("x", "N, 2, 4, 4"))
            .Constant("w", Random(2, -1, 1, Channels, 2, 3, 3).Get<float>(), Channels, 2, 3, 3)
            .Constant("b", Random(3, -1, 1, Channels).Get<float>(), Channels)
            .Node("Conv", inputs, ["c"], ("pads", new[] { 1, 1, 1, 1 }))
            .Node("BatchNormalization", ["c", "scale", "bias", "mean", "variance"], ["y"])
            .Output<float>("y");

        AgreesWithOnnxRuntime(model, [("x", Random(4, -2, 2, 2, 2, 4, 4))]);
        Assert.Equal(["DataMovement.Transpose", "FloatConvolution.Run", "DataMovement.Transpose"], Lowered.Kernels(model));
    }

    [Fact]
    public void AnAttributeOfTheWrongTypeIsInvalid()
    {
        var model = Parameters(new OnnxModelBuilder(15).Input<float>("x", "N, 3"))
            .Node("BatchNormalization", ["x", "scale", "bias", "mean", "variance"], ["y"], ("epsilon", 1))
            .Output<float>("y");

        var diagnostic = Assert.Single(Assert.Throws<CompilationException>(() => Lowered.Kernels(model)).Diagnostics);
        Assert.Equal("QG0203", diagnostic.Id);
        Assert.Contains("attribute 'epsilon' has the wrong type", diagnostic.Message, StringComparison.Ordinal);
    }

    private static OnnxModelBuilder Parameters(OnnxModelBuilder model)
    {
        string[] names = ["scale", "bias", "mean", "variance"];
        for (var i = 0; i < names.Length; i++)
        {
            model.Constant(names[i], Random(10 + i, 0.5f, 2, Channels).Get<float>(), Channels);
        }

        return model;
    }
}
