using QuantGen.Compiler.Importing;
using QuantGen.OnnxRuntime;
using QuantGen.TestSupport;
using QuantGen.TestSupport.Execution;
using QuantGen.TestSupport.Models;
using Xunit;

namespace QuantGen.Compiler.Tests.Operators;

/// <summary>ONNX Runtime's own operators on quantized tensors: its bytes, from our integer kernels.</summary>
public sealed class MicrosoftOperatorTests
{
    private const int Channels = 4;

    [SkippableTheory]
    [InlineData("QLinearAdd")]
    [InlineData("QLinearMul")]
    public void BinaryGivesTheSameBytes(string name)
    {
        AssertBytes(Quantized().Node($"com.microsoft.{name}", ["xq", "xs", "xz", "wq", "ws", "wz", "ys", "yz"], ["yq"]), mostOff: name == "QLinearMul" ? 1 : 0);
    }

    [SkippableTheory]
    [InlineData("QLinearSigmoid", 0)]
    [InlineData("QLinearGlobalAveragePool", 0)]
    [InlineData("QLinearLeakyRelu", 0)]
    public void UnaryGivesTheSameBytes(string name, int mostOff)
    {
        AssertBytes(Quantized().Node($"com.microsoft.{name}", ["xq", "xs", "xz", "ys", "yz"], ["yq"]), mostOff);
    }

    [SkippableTheory]
    [InlineData(12, 2)]
    [InlineData(13, 2)]
    [InlineData(13, -1)]
    public void SoftmaxIsOffByOneAtMost(int opset, int axis)
    {
        var model = Quantized().Node("com.microsoft.QLinearSoftmax", ["xq", "xs", "xz", "ps", "pz"], ["yq"], ("axis", axis), ("opset", opset))
            .Constant("ps", [1 / 256f]).Constant<byte>("pz", [0]);
        AssertBytes(model, mostOff: 1, quantized: null);
    }

    [SkippableTheory]
    [InlineData(0)]
    [InlineData(1)]
    public void AveragePoolIsOffByOneAtMost(int countsPadding)
    {
        var model = Quantized().Node(
            "com.microsoft.QLinearAveragePool", ["xq", "xs", "xz", "ys", "yz"], ["yq"],
            ("kernel_shape", new[] { 3, 3 }), ("pads", new[] { 1, 1, 1, 1 }), ("count_include_pad", countsPadding));
        AssertBytes(model, mostOff: 1);
    }

    [SkippableFact]
    public void ConcatGivesTheSameBytes()
    {
        AssertBytes(Quantized().Node("com.microsoft.QLinearConcat", ["ys", "yz", "xq", "xs", "xz", "wq", "ws", "wz"], ["yq"], ("axis", 1)));
    }

    [SkippableFact]
    public void WhereGivesTheSameBytes()
    {
        var model = Quantized().Input<bool>("c", "N, 1, 1, 1").Node("com.microsoft.QLinearWhere", ["c", "xq", "xs", "xz", "wq", "ws", "wz", "ys", "yz"], ["yq"]);
        AssertBytes(model, quantized: false, more: ("c", OrtTensor.Create([true, false], 2, 1, 1, 1)));
    }

    [SkippableTheory]
    [InlineData(0)]
    [InlineData(1)]
    public void GemmGivesTheSameBytes(int transposed)
    {
        AssertBytes(Matrices(transposed).Node(
            "com.microsoft.QGemm", ["mq", "xs", "xz", "b", "bs", "bz", "bias", "ys", "yz"], ["yq"], ("transB", transposed)));
    }

    [SkippableFact]
    public void GemmToFloatAgrees()
    {
        AssertFloats(Matrices(0).Node("com.microsoft.QGemm", ["mq", "xs", "xz", "b", "bs", "bz", "bias"], ["y"]).Output<float>("y"), "QuantizedMatrixProduct.RunToFloat");
    }

    [SkippableFact]
    public void IntegerProductToFloatAgrees()
    {
        var model = Matrices(0).Constant("fb", [0.5f, -1, 2], 3)
            .Node("com.microsoft.MatMulIntegerToFloat", ["mq", "b", "xs", "bs", "xz", "bz", "fb"], ["y"]).Output<float>("y");
        AssertFloats(model, "QuantizedMatrixProduct.RunToFloat");
    }

    [SkippableFact]
    public void DynamicProductAgrees()
    {
        var model = Matrices(0).Constant("fb", [0.5f, -1, 2], 3)
            .Node("com.microsoft.DynamicQuantizeMatMul", ["m", "b", "bs", "bz", "fb"], ["y"]).Output<float>("y");
        AssertFloats(model, step: null);
    }

    [SkippableFact]
    public void QuantizeAndDequantizeHave16Bits()
    {
        var model = new OnnxModelBuilder(13).Input<float>("x", "N, 3, 4, 5").Constant("s", [0.0013f]).Constant<ushort>("z", [31117])
            .Node("com.microsoft.QuantizeLinear", ["x", "s", "z"], ["q"]).Node("com.microsoft.DequantizeLinear", ["q", "s", "z"], ["y"])
            .Output<ushort>("q").Output<float>("y");
        OperatorAssert.AgreesWithOnnxRuntime(model, [("x", OperatorAssert.Random(1, -50, 50, 2, 3, 4, 5))], relative: 0);
    }

    [SkippableFact]
    public void ConvolutionAndMatrixProductOfOnnxTakeTheIntegerKernels()
    {
        var model = Quantized().Constant<sbyte>("k", [.. Enumerable.Range(-72, 144).Select(i => (sbyte)(i * 89 % 128))], 4, 4, 3, 3)
            .Constant("ks", [0.01f, 0.02f, 0.005f, 0.03f], 4).Constant<sbyte>("kz", [0, 0, 0, 0], 4).Constant("kb", [100, -100, 0, 2500], 4)
            .Constant<sbyte>("b", [.. Enumerable.Range(0, 15).Select(i => (sbyte)((i * 37 % 255) - 127))], 5, 3).Constant("bs", [0.02f]).Constant<sbyte>("bz", [0])
            .Node("QLinearConv", ["xq", "xs", "xz", "k", "ks", "kz", "ys", "yz", "kb"], ["cq"], ("pads", new[] { 1, 1, 1, 1 }))
            .Node("QLinearMatMul", ["cq", "ys", "yz", "b", "bs", "bz", "ys", "yz"], ["yq"]);
        var plan = Lowered.Plan(model.Output<byte>("yq"), graph => QuantizedModelImport.Run(graph, _ => false).Assignment);
        Assert.Contains(plan.Steps, step => step.Kernel == "QuantizedConvolution.Run");
        Assert.Contains(plan.Steps, step => step.Kernel == "QuantizedMatrixProduct.Run");
        Assert.DoesNotContain(plan.Steps, step => step.Kernel.StartsWith("Integer", StringComparison.Ordinal));
        AssertBytes(model, isOutput: true);
    }

    /// <summary>A float input, quantized, and a second one on another scale.</summary>
    private static OnnxModelBuilder Quantized()
    {
        return new OnnxModelBuilder(13).Input<float>("x", $"N, {Channels}, 6, 5").Input<float>("w", $"N, {Channels}, 6, 5")
            .Constant("xs", [0.021f]).Constant<byte>("xz", [117]).Constant("ws", [0.031f]).Constant<byte>("wz", [99])
            .Constant("ys", [0.043f]).Constant<byte>("yz", [126])
            .Node("QuantizeLinear", ["x", "xs", "xz"], ["xq"]).Node("QuantizeLinear", ["w", "ws", "wz"], ["wq"]);
    }

    /// <summary>The same with a matrix of the first input and an int8 matrix.</summary>
    private static OnnxModelBuilder Matrices(int transposed)
    {
        sbyte[] values = [.. Enumerable.Range(0, 15).Select(i => (sbyte)((i * 37 % 255) - 127))];
        return Quantized().Constant<long>("rows", [-1, 5], 2).Node("Reshape", ["x", "rows"], ["m"]).Node("QuantizeLinear", ["m", "xs", "xz"], ["mq"])
            .Constant("b", values, transposed != 0 ? [3, 5] : [5, 3]).Constant("bs", [0.02f]).Constant<sbyte>("bz", [0]).Constant("bias", [1000, -7, 300], 3);
    }

    private static (string, OrtTensor)[] Inputs(params (string, OrtTensor)[] more)
    {
        return [("x", OperatorAssert.Random(1, -3, 3, 2, Channels, 6, 5)), ("w", OperatorAssert.Random(2, -3, 3, 2, Channels, 6, 5)), .. more];
    }

    private static void AssertBytes(
        OnnxModelBuilder model, int mostOff = 0, bool? quantized = true, bool isOutput = false, params (string, OrtTensor)[] more)
    {
        var bytes = (isOutput ? model : model.Output<byte>("yq")).ToBytes();
        var inputs = Inputs(more);
        using var session = OrtSession.Open(bytes);
        var expected = session.Run(inputs)["yq"];

        // As written, in float between bytes, and in integers.
        AssertNear(expected, FloatExecution.Run(bytes, inputs)["yq"], Math.Max(1, mostOff));
        var graph = FloatExecution.Normalize(bytes);
        var imported = QuantizedModelImport.Run(graph, _ => false);
        AssertNear(expected, FloatExecution.Run(graph, imported.Assignment, inputs)["yq"], mostOff);
        Assert.Equal(quantized ?? true, quantized is null || graph.Nodes.Any(node => imported.Assignment.IsInteger(node) && node.OperatorType != "Identity"));
    }

    private static void AssertFloats(OnnxModelBuilder model, string? step)
    {
        var bytes = model.ToBytes();
        var expected = OrtSession.Open(bytes).Run(Inputs())["y"];
        var graph = FloatExecution.Normalize(bytes);
        var imported = QuantizedModelImport.Run(graph, _ => false);
        TensorAssert.Close(expected, FloatExecution.Run(graph, imported.Assignment, Inputs())["y"], 1e-6, 1e-6, "y");
        TensorAssert.Close(expected, FloatExecution.Run(bytes, Inputs())["y"], 1e-5, 1e-5, "y");
        if (step is not null)
        {
            Assert.Contains(Lowered.Plan(model, graph => QuantizedModelImport.Run(graph, _ => false).Assignment).Steps, candidate => candidate.Kernel == step);
        }
    }

    private static void AssertNear(OrtTensor expected, OrtTensor actual, int mostOff)
    {
        Assert.Equal(expected.Dimensions, actual.Dimensions);
        var off = expected.Get<byte>().ToArray().Zip(actual.Get<byte>().ToArray(), (left, right) => Math.Abs(left - right)).ToArray();
        Assert.InRange(off.Max(), 0, mostOff);
        // Ties alone may fall otherwise.
        Assert.InRange(off.Count(difference => difference > 0), 0, off.Length / 50);
    }
}
