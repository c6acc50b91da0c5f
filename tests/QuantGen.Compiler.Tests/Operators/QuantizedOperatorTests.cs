using QuantGen.OnnxRuntime;
using QuantGen.TestSupport.Models;
using Xunit;

namespace QuantGen.Compiler.Tests.Operators;

public sealed class QuantizedOperatorTests
{
    [SkippableTheory]
    [InlineData(10)]
    [InlineData(13)]
    [InlineData(21)]
    public void QuantizeAndDequantizeAgreePerTensor(int opset)
    {
        var model = new OnnxModelBuilder(opset).Input<float>("x", "N, 3, 4").Constant("scale", [0.013f]).Constant<byte>("zero", [117])
            .Node("QuantizeLinear", ["x", "scale", "zero"], ["q"])
            .Node("DequantizeLinear", ["q", "scale", "zero"], ["y"])
            .Output<byte>("q").Output<float>("y");
        OperatorAssert.AgreesWithOnnxRuntime(model, [("x", OperatorAssert.Random(1, -2, 2, 5, 3, 4))], relative: 0);
    }

    [SkippableTheory]
    [InlineData(1)]
    [InlineData(-1)]
    public void QuantizeAndDequantizeAgreePerAxis(int axis)
    {
        var model = new OnnxModelBuilder(13).Input<float>("x", "N, 3, 3").Constant("scale", [0.013f, 0.5f, 0.0625f], 3)
            .Constant<sbyte>("zero", [0, -7, 11], 3)
            .Node("QuantizeLinear", ["x", "scale", "zero"], ["q"], ("axis", axis))
            .Node("DequantizeLinear", ["q", "scale", "zero"], ["y"], ("axis", axis))
            .Output<sbyte>("q").Output<float>("y");
        OperatorAssert.AgreesWithOnnxRuntime(model, [("x", OperatorAssert.Random(1, -2, 2, 5, 3, 3))], relative: 0);
    }

    [SkippableFact]
    public void DynamicQuantizationIntoIntegerProductAgrees()
    {
        var model = new OnnxModelBuilder(13).Input<float>("x", "N, 4")
            .Constant<sbyte>("w", [1, -2, 3, -4, 5, -6, 7, -8, 127, -127, 0, 9], 4, 3).Constant<sbyte>("zero", [0])
            .Node("DynamicQuantizeLinear", ["x"], ["q", "scale", "zp"])
            .Node("MatMulInteger", ["q", "w", "zp", "zero"], ["sums"])
            .Node("Cast", ["sums"], ["y"], ("to", 1))
            .Output<float>("y").Output<float>("scale");
        OperatorAssert.AgreesWithOnnxRuntime(model, [("x", OperatorAssert.Random(1, -2, 3, 5, 4))], relative: 0);
        Assert.Null(Lowered.Plan(model).Symbols.Single().Chunk);
    }

    [SkippableFact]
    public void QuantizedConvolutionAgreesPerChannel()
    {
        var random = new Random(3);
        sbyte[] weights = [.. Enumerable.Range(0, 4 * 1 * 3 * 3).Select(_ => (sbyte)random.Next(-127, 128))];
        var model = new OnnxModelBuilder(13).Input<byte>("x", "N, 2, 5, 6")
            .Constant("xs", [0.02f]).Constant<byte>("xz", [128]).Constant("w", weights, 4, 1, 3, 3)
            .Constant("ws", [0.01f, 0.02f, 0.005f, 0.03f], 4).Constant<sbyte>("wz", [0, 0, 0, 0], 4)
            .Constant("ys", [0.05f]).Constant<byte>("yz", [100]).Constant("b", [100, -100, 0, 2500], 4)
            .Node("QLinearConv", ["x", "xs", "xz", "w", "ws", "wz", "ys", "yz", "b"], ["y"], ("group", 2), ("pads", new[] { 1, 1, 1, 1 }))
            .Output<byte>("y");
        var input = new byte[2 * 2 * 5 * 6];
        random.NextBytes(input);
        OperatorAssert.AgreesWithOnnxRuntime(model, [("x", OrtTensor.Create(input, 2, 2, 5, 6))], relative: 0);
    }
}
