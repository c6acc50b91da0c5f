using QuantGen.TestSupport.Models;
using Xunit;
using static QuantGen.Compiler.Tests.Operators.OperatorAssert;

namespace QuantGen.Compiler.Tests.Operators;

public sealed class NormalizationTests
{
    [SkippableTheory]
    [InlineData("Softmax", 7)]
    [InlineData("Softmax", 11)]
    [InlineData("Softmax", 13)]
    [InlineData("LogSoftmax", 9)]
    [InlineData("LogSoftmax", 13)]
    public void EveryAxisAgrees(string type, int opset)
    {
        var input = Random(1, -5, 5, 2, 3, 4, 5);
        foreach (var axis in new[] { 0, 1, 2, 3 })
        {
            var model = new OnnxModelBuilder(opset).Input<float>("x", "N, 3, 4, 5").Node(type, ["x"], ["y"], ("axis", axis)).Output<float>("y");
            AgreesWithOnnxRuntime(model, [("x", input)]);
        }

        var byDefault = new OnnxModelBuilder(opset).Input<float>("x", "N, 3, 4, 5").Node(type, ["x"], ["y"]).Output<float>("y");
        AgreesWithOnnxRuntime(byDefault, [("x", input)]);
    }

    [SkippableTheory]
    [InlineData(11, -1)]
    [InlineData(11, 1)]
    [InlineData(13, -3)]
    [InlineData(13, 2)]
    public void SoftmaxOfChannelsLastAgrees(int opset, int axis)
    {
        var model = new OnnxModelBuilder(opset)
            .Input<float>("x", "N, 3, 4, 5")
            .Node("MaxPool", ["x"], ["pooled"], ("kernel_shape", new[] { 2, 2 }))
            .Node("Softmax", ["pooled"], ["y"], ("axis", axis))
            .Output<float>("y");
        AgreesWithOnnxRuntime(model, [("x", Random(2, -5, 5, 2, 3, 4, 5))]);
    }

    [SkippableTheory]
    [InlineData(-1, true)]
    [InlineData(2, false)]
    [InlineData(1, true)]
    public void LayerNormalizationAgrees(int axis, bool withBias)
    {
        int[] shape = axis == 1 ? [3, 17] : [17];
        var model = new OnnxModelBuilder(17)
            .Input<float>("x", "N, 3, 17")
            .Constant("scale", Random(3, 0.5f, 2, shape).Get<float>(), shape)
            .Constant("bias", Random(4, -1, 1, shape).Get<float>(), shape)
            .Node("LayerNormalization", withBias ? ["x", "scale", "bias"] : ["x", "scale"], ["y"], ("axis", axis), ("epsilon", 0.01f))
            .Output<float>("y");
        AgreesWithOnnxRuntime(model, [("x", Random(5, -2, 3, 2, 3, 17))]);
    }

    [SkippableTheory]
    [InlineData("N, 3, 9", 9)]
    [InlineData("N, 3, 5, 4", 5, 4)]
    public void InstanceNormalizationAgrees(string shape, params int[] spatial)
    {
        var model = new OnnxModelBuilder(7)
            .Input<float>("x", shape)
            .Constant("scale", [0.5f, 1, 2], 3)
            .Constant("bias", [1f, 0, -1], 3)
            .Node("InstanceNormalization", ["x", "scale", "bias"], ["y"], ("epsilon", 0.001f))
            .Output<float>("y");
        AgreesWithOnnxRuntime(model, [("x", Random(6, -2, 3, [2, 3, .. spatial]))]);
    }
}
