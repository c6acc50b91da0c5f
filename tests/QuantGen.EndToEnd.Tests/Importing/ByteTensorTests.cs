using QuantGen.Compiler.Graph;
using QuantGen.OnnxRuntime;
using QuantGen.TestSupport;
using QuantGen.TestSupport.Models;
using Xunit;

namespace QuantGen.EndToEnd.Tests.Importing;

/// <summary>Tensors of bytes that are more than a stop between QuantizeLinear and DequantizeLinear: ports of the model, what moves bytes, what is read twice.</summary>
public sealed class ByteTensorTests
{
    [SkippableFact]
    public void PortsOfBytesStayBytes()
    {
        var model = Scales(new OnnxModelBuilder(13).Input<sbyte>("xq", "N, 4, 5, 6"))
            .Node("DequantizeLinear", ["xq", "s", "z"], ["x"]).Node("DequantizeLinear", ["w", "ws", "wz"], ["wd"])
            .Node("Conv", ["x", "wd"], ["c"], ("pads", new[] { 1, 1, 1, 1 })).Node("QuantizeLinear", ["c", "t", "u"], ["yq"])
            .Output<sbyte>("yq");
        AssertSame(model, Bytes(), ["DequantizeLinear", "QuantizeLinear"], "Conv");
    }

    [SkippableFact]
    public void OperatorsOnBytesMoveThem()
    {
        var model = Quantized()
            .Node("MaxPool", ["xq"], ["mq"], ("kernel_shape", new[] { 2, 2 }), ("pads", new[] { 1, 0, 0, 1 }))
            .Node("Transpose", ["mq"], ["tq"], ("perm", new[] { 0, 2, 3, 1 }))
            .Node("Concat", ["tq", "tq"], ["cq"], ("axis", 1))
            .Constant<long>("shape", [0, -1, 8], 3).Node("Reshape", ["cq", "shape"], ["rq"])
            .Node("DequantizeLinear", ["rq", "s", "z"], ["y"]).Output<float>("y").Output<sbyte>("rq");
        AssertSame(model, Floats(), ["QuantizeLinear"], "MaxPool", "Transpose", "Concat", "Reshape");
    }

    [SkippableFact]
    public void OtherScalesAreATable()
    {
        // The same value rounded twice, read by an Add and by nobody else.
        var model = Quantized().Node("DequantizeLinear", ["xq", "s", "z"], ["x1"]).Node("QuantizeLinear", ["x1", "t", "u"], ["tq"])
            .Node("DequantizeLinear", ["tq", "t", "u"], ["x2"]).Node("Add", ["x1", "x2"], ["a"]).Node("QuantizeLinear", ["a", "t", "u"], ["aq"])
            .Node("DequantizeLinear", ["aq", "t", "u"], ["y"]).Output<float>("y");
        AssertSame(model, Floats(), [], "Identity", "Add");
    }

    [SkippableFact]
    public void BytesReadOnAnotherScaleAreOtherNumbers()
    {
        var model = Quantized().Node("DequantizeLinear", ["xq", "t", "u"], ["y"]).Output<float>("y");
        AssertSame(model, Floats(), ["QuantizeLinear", "DequantizeLinear"]);
    }

    [SkippableFact]
    public void FloatReadersSeeTheRoundedValue()
    {
        var model = Quantized().Node("DequantizeLinear", ["xq", "s", "z"], ["x1"]).Node("DequantizeLinear", ["w", "ws", "wz"], ["wd"])
            .Node("Conv", ["x1", "wd"], ["c"]).Node("QuantizeLinear", ["c", "t", "u"], ["cq"]).Node("DequantizeLinear", ["cq", "t", "u"], ["y"])
            .Node("Softmax", ["x1"], ["p"]).Output<float>("y").Output<float>("p").Output<float>("x1");
        AssertSame(model, Floats(), ["Softmax"], "Conv");
    }

    [SkippableFact]
    public void SixteenBitsStayAsTheyAre()
    {
        var model = new OnnxModelBuilder(21).Input<float>("x", "N, 4, 5, 6").Constant("s", [0.001f]).Constant<ushort>("z", [30000])
            .Node("QuantizeLinear", ["x", "s", "z"], ["xq"]).Node("DequantizeLinear", ["xq", "s", "z"], ["x1"]).Node("Relu", ["x1"], ["y"]).Output<float>("y");
        AssertSame(model, Floats(), ["QuantizeLinear", "DequantizeLinear", "Relu"]);
    }

    private static OnnxModelBuilder Quantized()
    {
        return Scales(new OnnxModelBuilder(13).Input<float>("x", "N, 4, 5, 6")).Node("QuantizeLinear", ["x", "s", "z"], ["xq"]);
    }

    private static OnnxModelBuilder Scales(OnnxModelBuilder builder)
    {
        sbyte[] weights = [.. Enumerable.Range(0, 8 * 4 * 9).Select(i => (sbyte)((i * 97 % 255) - 127))];
        return builder.Constant("s", [0.021f]).Constant<sbyte>("z", [-7]).Constant("t", [0.034f]).Constant<sbyte>("u", [12])
            .Constant("w", weights, 8, 4, 3, 3).Constant("ws", [0.003f]).Constant<sbyte>("wz", [0]);
    }

    private static OrtTensor Floats()
    {
        var random = new Random(3);
        return OrtTensor.Create([.. Enumerable.Range(0, 2 * 4 * 5 * 6).Select(_ => (random.NextSingle() * 6) - 3)], 2, 4, 5, 6);
    }

    private static OrtTensor Bytes()
    {
        return OrtTensor.Create([.. Enumerable.Range(0, 2 * 4 * 5 * 6).Select(i => (sbyte)((i * 71 % 256) - 128))], 2, 4, 5, 6);
    }

    /// <summary>Fails unless the outputs are ONNX Runtime's, bit for bit, and the nodes compute as they should.</summary>
    private static void AssertSame(OnnxModelBuilder model, OrtTensor input, string[] otherNodes, params string[] integerNodes)
    {
        OnnxRuntimeLibrary.Require();
        var bytes = model.ToBytes();
        var imported = ImportedModel.Load(bytes);
        var name = imported.Graph.Inputs[0].Name;
        using var session = OrtSession.Open(bytes, new OrtSessionOptions { Optimization = OrtOptimization.All });
        var actual = imported.Run((name, input));
        foreach (var (output, expected) in session.Run((name, input)))
        {
            // Softmax alone computes in float.
            TensorAssert.Close(expected, actual[output], output == "p" ? 1e-6 : 0, 0, output);
        }

        Assert.Superset(integerNodes.ToHashSet(), Types(imported.IntegerNodes));
        Assert.Equal(otherNodes.ToHashSet(), Types(imported.Graph.Nodes.Except(imported.IntegerNodes)));

        static HashSet<string> Types(IEnumerable<Node> nodes)
        {
            return [.. nodes.Select(node => node.OperatorType)];
        }
    }
}
