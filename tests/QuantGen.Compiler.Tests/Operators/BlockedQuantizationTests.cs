using Google.Protobuf;
using QuantGen.Compiler.Diagnostics;
using QuantGen.Compiler.Onnx.Proto;
using QuantGen.OnnxRuntime;
using QuantGen.TestSupport;
using QuantGen.TestSupport.Execution;
using QuantGen.TestSupport.Models;
using Xunit;

namespace QuantGen.Compiler.Tests.Operators;

/// <summary>Scales for blocks of an axis, and weights of 4 bits, since opset 21.</summary>
public sealed class BlockedQuantizationTests
{
    [SkippableTheory]
    [InlineData(0)]
    [InlineData(1)]
    public void WeightsInBlocksAgree(int axis)
    {
        const int BlockSize = 4;
        int[] shape = axis == 0 ? [2, 3] : [8, 1];
        float[] scales = [.. Enumerable.Range(1, shape[0] * shape[1]).Select(i => 0.01f * i)];
        var model = new OnnxModelBuilder(21).Input<float>("x", "N, 8")
            .Constant<sbyte>("w", [.. Enumerable.Range(0, 24).Select(i => (sbyte)((i * 53 % 255) - 127))], 8, 3)
            .Constant("ws", scales, shape).Constant<sbyte>("wz", [.. scales.Select((_, i) => (sbyte)(i - 3))], shape)
            .Node("DequantizeLinear", ["w", "ws", "wz"], ["wd"], ("axis", axis), ("block_size", BlockSize))
            .Node("MatMul", ["x", "wd"], ["y"]).Output<float>("y");
        OperatorAssert.AgreesWithOnnxRuntime(model, [("x", OperatorAssert.Random(1, -2, 2, 5, 8))]);
    }

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public void FourBitWeightsAgree(bool signed)
    {
        var model = FourBitModel(signed).ToByteArray();
        var inputs = new[] { ("x", OperatorAssert.Random(1, -2, 2, 5, 8)) };
        // Optimized, ONNX Runtime quantizes the activations too.
        var expected = OrtSession.Open(model, OrtSessionOptions.Reference).Run(inputs)["y"];
        TensorAssert.Close(expected, FloatExecution.Run(model, inputs)["y"], 1e-5, 1e-5, "y");
    }

    [Fact]
    public void QuantizingTo4BitsIsRefused()
    {
        var model = FourBitModel(signed: true);
        model.Graph.Node.Clear();
        model.Graph.Node.Add(new NodeProto { OpType = "QuantizeLinear", Input = { "x", "s", "z" }, Output = { "y" } });
        var exception = Assert.Throws<CompilationException>(() => FloatExecution.Normalize(model.ToByteArray()));
        Assert.Contains("4 bits", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TruncatedFourBitTensorIsADiagnostic()
    {
        var model = FourBitModel(signed: true);
        model.Graph.Initializer.Single(tensor => tensor.Name == "w").RawData = ByteString.CopyFrom(new byte[11]);
        var exception = Assert.Throws<CompilationException>(() => FloatExecution.Normalize(model.ToByteArray()));
        Assert.Contains("should have 12 bytes and has 11", exception.Message, StringComparison.Ordinal);
    }

    private static ModelProto FourBitModel(bool signed)
    {
        var model = ModelProto.Parser.ParseFrom(new OnnxModelBuilder(21).Input<float>("x", "N, 8").Constant("s", [0.25f])
            .Node("DequantizeLinear", ["w", "s", "z"], ["wd"]).Node("MatMul", ["x", "wd"], ["y"]).Output<float>("y").ToBytes());
        model.IrVersion = 10;
        var type = (int)(signed ? TensorProto.Types.DataType.Int4 : TensorProto.Types.DataType.Uint4);
        byte[] packed = [.. Enumerable.Range(0, 12).Select(i => (byte)(i * 89))];
        model.Graph.Initializer.Add(new TensorProto { Name = "w", DataType = type, Dims = { 8, 3 }, RawData = ByteString.CopyFrom(packed) });
        model.Graph.Initializer.Add(new TensorProto { Name = "z", DataType = type, RawData = ByteString.CopyFrom([3]) });
        return model;
    }
}
