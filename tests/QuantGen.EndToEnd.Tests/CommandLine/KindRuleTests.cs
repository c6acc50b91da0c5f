using QuantGen.Compiler.Inspection;
using QuantGen.Compiler.Onnx.Proto;
using QuantGen.TestSupport.Models;
using Xunit;

namespace QuantGen.EndToEnd.Tests.CommandLine;

/// <summary>By which nodes one can tell how a model is quantized: forms that the shared models do not show.</summary>
public sealed class KindRuleTests
{
    [Fact]
    public void QuantizedWeightsBehindAQuantizedActivationAreStatic()
    {
        Expect(QuantizationKind.StaticQdq, Model()
            .Node("QuantizeLinear", ["x", "scale", "zero"], ["xq"])
            .Node("DequantizeLinear", ["xq", "scale", "zero"], ["xd"])
            .Node("Reshape", ["xd", "shape"], ["xr"])
            .Node("DequantizeLinear", ["w", "scale"], ["wd"])
            .Node("MatMul", ["xr", "wd"], ["y"]));
    }

    [Fact]
    public void QuantizedWeightsAloneAreWeightOnly()
    {
        Expect(QuantizationKind.WeightOnly, Model()
            .Node("DequantizeLinear", ["w", "scale"], ["wd"])
            .Node("Transpose", ["wd"], ["wt"])
            .Node("MatMul", ["x", "wt"], ["y"]));
    }

    [Fact]
    public void BothAreMixed()
    {
        Expect(QuantizationKind.Mixed, Model()
            .Node("DequantizeLinear", ["w", "scale"], ["wd"])
            .Node("MatMul", ["x", "wd"], ["z"])
            .Node("QuantizeLinear", ["z", "scale", "zero"], ["zq"])
            .Node("DequantizeLinear", ["zq", "scale", "zero"], ["zd"])
            .Node("MatMul", ["zd", "wd"], ["y"]));
    }

    [Fact]
    public void ScaleThatTheModelComputesIsDynamic()
    {
        Expect(QuantizationKind.Dynamic, Model()
            .Node("ReduceMax", ["x"], ["computed"])
            .Node("QuantizeLinear", ["x", "computed", "zero"], ["xq"])
            .Node("MatMulInteger", ["xq", "w", "zero"], ["y"]));
    }

    [Fact]
    public void IntegerProductWithAFixedScaleIsStatic()
    {
        Expect(QuantizationKind.StaticQOperator, Model()
            .Node("QuantizeLinear", ["x", "scale", "zero"], ["xq"])
            .Node("MatMulInteger", ["xq", "w", "zero"], ["y"]));
    }

    [Fact]
    public void TableInEightBitsDoesNotMakeADynamicModelMixed()
    {
        Expect(QuantizationKind.Dynamic, Model()
            .Node("Gather", ["w", "shape"], ["row"])
            .Node("DequantizeLinear", ["row", "scale"], ["embedded"])
            .Node("DynamicQuantizeLinear", ["embedded"], ["eq", "es", "ez"])
            .Node("MatMulInteger", ["eq", "w", "ez"], ["y"]));
    }

    [Fact]
    public void BiasInIntegersIsNoQuantizedWeight()
    {
        Expect(QuantizationKind.Float, Model()
            .Constant<float>("v", new float[16], 4, 4)
            .Constant<int>("b", new int[4], 4)
            .Node("DequantizeLinear", ["b", "scale"], ["bd"])
            .Node("Gemm", ["x", "v", "bd"], ["y"]));
    }

    private static OnnxModelBuilder Model()
    {
        return new OnnxModelBuilder(opset: 13)
            .Input<float>("x", "N, 4")
            .Constant<float>("scale", [0.1f])
            .Constant<byte>("zero", [0])
            .Constant<sbyte>("w", new sbyte[16], 4, 4)
            .Constant<long>("shape", [-1, 4], 2)
            .Output<float>("y");
    }

    private static void Expect(QuantizationKind kind, OnnxModelBuilder model)
    {
        Assert.Equal(kind, KindRule.Apply(new InspectedGraph(ModelProto.Parser.ParseFrom(model.ToBytes()))).Kind);
    }
}
