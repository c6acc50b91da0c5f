using Google.Protobuf;
using QuantGen.Compiler.Diagnostics;
using QuantGen.Compiler.Importing;
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

    [SkippableTheory]
    [InlineData(4, true)]
    [InlineData(4, false)]
    [InlineData(8, true)]
    [InlineData(8, false)]
    public void MatMulNBitsAgrees(int bits, bool zeroPoints)
    {
        var model = MatMulNBits(bits, zeroPoints, scale: 0.01f);
        OperatorAssert.AgreesWithOnnxRuntime(model, [("x", OperatorAssert.Random(1, -2, 2, 5, 40))], relative: 1e-4);
    }

    /// <summary>Scales of 16 bits, as our own exports have them, let the weights stay in 4 bits.</summary>
    [SkippableTheory]
    [InlineData(0.0078125f, true)]
    [InlineData(0.01f, false)]
    public void FourBitsAreKeptWhereScalesAllowIt(float scale, bool kept)
    {
        var bytes = MatMulNBits(4, zeroPoints: true, scale).ToBytes();
        var graph = FloatExecution.Normalize(bytes);
        var import = QuantizedModelImport.Run(graph, _ => false);
        Assert.Equal(kept, graph.Nodes.Any(node => import.Assignment.Compressed(node) is not null));
        var inputs = new[] { ("x", OperatorAssert.Random(1, -2, 2, 5, 40)) };
        TensorAssert.Close(OrtSession.Open(bytes).Run(inputs)["y"], FloatExecution.Run(graph, import.Assignment, inputs)["y"], 1e-4, 1e-4, "y");
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

    /// <summary>40 times 3 in blocks of 16, the last of which is half full.</summary>
    private static OnnxModelBuilder MatMulNBits(int bits, bool zeroPoints, float scale)
    {
        const int Columns = 3;
        const int Blocks = 3;
        var blockBytes = 16 * bits / 8;
        var columnBytes = ((Blocks * bits) + 7) / 8;
        var model = new OnnxModelBuilder(17).Input<float>("x", "N, 40")
            .Constant("w", [.. Enumerable.Range(0, Columns * Blocks * blockBytes).Select(i => (byte)(i * 151))], Columns, Blocks, blockBytes)
            .Constant("s", [.. Enumerable.Range(0, Columns * Blocks).Select(i => scale * (1 + (i % 3)))], Columns * Blocks)
            .Constant("z", [.. Enumerable.Range(0, Columns * columnBytes).Select(i => (byte)(i * 53))], Columns * columnBytes);
        string[] inputs = zeroPoints ? ["x", "w", "s", "z"] : ["x", "w", "s"];
        return model.Node("com.microsoft.MatMulNBits", inputs, ["y"], ("K", 40), ("N", Columns), ("bits", bits), ("block_size", 16)).Output<float>("y");
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
