using QuantGen.Compiler.Operators;
using QuantGen.TestSupport.Execution;
using QuantGen.TestSupport.Models;
using Xunit;
using static QuantGen.Compiler.Tests.Operators.OperatorAssert;

namespace QuantGen.Compiler.Tests.Operators;

public sealed class PoolingTests
{
    [SkippableTheory]
    [InlineData("MaxPool", 7, 5)]
    [InlineData("MaxPool", 12, 8)]
    [InlineData("AveragePool", 7, 5)]
    [InlineData("AveragePool", 11, 8)]
    [InlineData("AveragePool", 19, 7)]
    public void WindowsOfOddSizesAgree(string type, int opset, int size)
    {
        var model = new OnnxModelBuilder(opset)
            .Input<float>("x", $"N, 3, {size}, {size}")
            .Node(type, ["x"], ["y"], ("kernel_shape", new[] { 3, 2 }), ("strides", new[] { 2, 1 }), ("pads", new[] { 1, 0, 1, 1 }))
            .Output<float>("y");
        AgreesWithOnnxRuntime(model, [("x", Random(1, -2, 2, 2, 3, size, size))]);
    }

    [SkippableTheory]
    [InlineData(0, 0)]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    public void AveragesOfOneAxisAgree(int countIncludePad, int ceilMode)
    {
        var model = new OnnxModelBuilder(11)
            .Input<float>("x", "2, 5, 11")
            .Node(
                "AveragePool", ["x"], ["y"],
                ("kernel_shape", new[] { 4 }), ("strides", new[] { 2 }), ("pads", new[] { 1, 2 }),
                ("count_include_pad", countIncludePad), ("ceil_mode", ceilMode))
            .Output<float>("y");
        AgreesWithOnnxRuntime(model, [("x", Random(2, -2, 2, 2, 5, 11))]);
    }

    [SkippableTheory]
    [InlineData("SAME_UPPER")]
    [InlineData("SAME_LOWER")]
    [InlineData("VALID")]
    public void AutomaticPaddingAgrees(string padding)
    {
        var model = new OnnxModelBuilder(10)
            .Input<float>("x", "1, 2, 6, 7")
            .Node("AveragePool", ["x"], ["y"], ("kernel_shape", new[] { 3, 4 }), ("strides", new[] { 2, 2 }), ("auto_pad", padding))
            .Output<float>("y");
        AgreesWithOnnxRuntime(model, [("x", Random(3, -2, 2, 1, 2, 6, 7))]);
    }

    [SkippableTheory]
    [InlineData("GlobalAveragePool")]
    [InlineData("GlobalMaxPool")]
    public void GlobalPoolingAgreesInEitherLayout(string type)
    {
        var plain = new OnnxModelBuilder(7).Input<float>("x", "N, 3, 5, 4").Node(type, ["x"], ["y"]).Output<float>("y");
        AgreesWithOnnxRuntime(plain, [("x", Random(4, -2, 2, 2, 3, 5, 4))]);

        var channelsLast = new OnnxModelBuilder(7)
            .Input<float>("x", "N, 3, 5, 4")
            .Node("MaxPool", ["x"], ["pooled"], ("kernel_shape", new[] { 2, 2 }))
            .Node(type, ["pooled"], ["y"])
            .Output<float>("y");
        AgreesWithOnnxRuntime(channelsLast, [("x", Random(4, -2, 2, 2, 3, 5, 4))]);
    }

    [Fact]
    public void AWindowOverTheWholeInputIsGlobal()
    {
        var model = new OnnxModelBuilder(11)
            .Input<float>("x", "N, 3, 7, 7")
            .Node("AveragePool", ["x"], ["y"], ("kernel_shape", new[] { 7, 7 }), ("strides", new[] { 2, 2 }))
            .Output<float>("y");
        Assert.Equal("GlobalAveragePool", Assert.Single(FloatExecution.Normalize(model.ToBytes()).Nodes).OperatorType);
    }

    [Theory]
    [InlineData(3, 0)]
    [InlineData(4, 1)]
    [InlineData(7, 0)]
    public void AverageOfBytes(int channels, int countIncludePad)
    {
        var model = new OnnxModelBuilder(11)
            .Input<float>("x", $"N, {channels}, 6, 5")
            .Node(
                "AveragePool", ["x"], ["y"],
                ("kernel_shape", new[] { 3, 2 }), ("pads", new[] { 1, 1, 1, 0 }), ("count_include_pad", countIncludePad))
            .Output<float>("y");
        IntegerAssert.WithinOneStep(model, IntegerForm.Arithmetic, ("x", Random(5, -1, 3, 2, channels, 6, 5)));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(7)]
    public void GlobalPoolingOfBytes(int channels)
    {
        var input = Random(6, -1, 3, 2, channels, 5, 3);
        IntegerAssert.WithinOneStep(Global("GlobalAveragePool"), IntegerForm.Arithmetic, ("x", input));
        IntegerAssert.WithinOneStep(Global("GlobalMaxPool"), IntegerForm.PassThrough, ("x", input));

        OnnxModelBuilder Global(string type)
        {
            return new OnnxModelBuilder(7).Input<float>("x", $"N, {channels}, 5, 3").Node(type, ["x"], ["y"]).Output<float>("y");
        }
    }

    [SkippableTheory]
    [InlineData("MaxPool", "2, 3, 2", "1, 2, 2", "0, 1, 0, 1, 1, 1")]
    [InlineData("AveragePool", "3, 2, 2", "2, 1, 2", "1, 0, 1, 1, 1, 0")]
    [InlineData("Conv", "3, 3, 3", "1, 1, 1", "1, 1, 1, 1, 1, 1")]
    [InlineData("Conv", "2, 3, 1", "2, 1, 2", "0, 1, 0, 1, 2, 0")]
    public void VolumesAgree(string type, string kernel, string strides, string pads)
    {
        var model = new OnnxModelBuilder(11).Input<float>("x", "N, 4, 5, 6, 7");
        int[] shape = [6, 2, .. Numbers(kernel)];
        var attributes = (("strides", (object)Numbers(strides)), ("pads", (object)Numbers(pads)));
        if (type == "Conv")
        {
            model.Constant("w", OperatorAssert.Random(2, -1, 1, shape).Get<float>(), shape).Constant("b", OperatorAssert.Random(3, -1, 1, 6).Get<float>(), 6)
                .Node(type, ["x", "w", "b"], ["y"], attributes.Item1, attributes.Item2, ("group", 2));
        }
        else
        {
            model.Node(type, ["x"], ["y"], attributes.Item1, attributes.Item2, ("kernel_shape", Numbers(kernel)));
        }

        OperatorAssert.AgreesWithOnnxRuntime(model.Output<float>("y"), [("x", OperatorAssert.Random(1, -1, 1, 2, 4, 5, 6, 7))], relative: 1e-4);
    }

    private static int[] Numbers(string list)
    {
        return [.. list.Split(", ").Select(int.Parse)];
    }
}
