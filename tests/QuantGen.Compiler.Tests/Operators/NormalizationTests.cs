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

    [SkippableTheory]
    [InlineData("Hardmax", 11, "axis", 3)]
    [InlineData("Hardmax", 13, "axis", 1)]
    [InlineData("LRN", 13, "size", 3)]
    [InlineData("LRN", 13, "size", 5)]
    [InlineData("LpNormalization", 13, "p", 1)]
    [InlineData("LpNormalization", 13, "axis", 1)]
    [InlineData("MeanVarianceNormalization", 13, "axes", 2)]
    [InlineData("LpPool", 18, "kernel_shape", 2)]
    [InlineData("GlobalLpPool", 13, "p", 1)]
    public void ComposedOperatorsAgree(string type, int opset, string attribute, int value)
    {
        object attributeValue = attribute is "axes" ? new[] { 0, value } : attribute is "kernel_shape" ? new[] { value, value } : value;
        var model = new OnnxModelBuilder(opset).Input<float>("x", "N, 6, 4, 5").Node(type, ["x"], ["y"], (attribute, attributeValue)).Output<float>("y");
        AgreesWithOnnxRuntime(model, [("x", Random(1, -2, 2, 2, 6, 4, 5))], relative: 1e-4);
    }

    [SkippableFact]
    public void GroupNormalizationAgrees()
    {
        var model = new OnnxModelBuilder(21).Input<float>("x", "N, 6, height, 5")
            .Constant("scale", Random(2, -1, 1, 6).Get<float>(), 6).Constant("bias", Random(3, -1, 1, 6).Get<float>(), 6)
            .Node("GroupNormalization", ["x", "scale", "bias"], ["y"], ("num_groups", 3)).Output<float>("y");
        AgreesWithOnnxRuntime(model, [("x", Random(1, -2, 2, 2, 6, 4, 5))], relative: 1e-4);
        Assert.Equal("[N, 6, height, 5]", Lowered.OutputShape(model));
    }
}
