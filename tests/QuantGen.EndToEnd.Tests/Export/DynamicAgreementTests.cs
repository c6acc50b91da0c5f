using Google.Protobuf;
using QuantGen.Compiler.Export;
using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Quantization;
using QuantGen.OnnxRuntime;
using QuantGen.TestSupport;
using QuantGen.TestSupport.Execution;
using QuantGen.TestSupport.Models;
using Xunit;

namespace QuantGen.EndToEnd.Tests.Export;

/// <summary>Products whose activations are quantized while they run: the plan and ONNX Runtime on its export, bit for bit.</summary>
public sealed class DynamicAgreementTests
{
    [SkippableTheory]
    [InlineData("5, 24", true, "Relu")]
    [InlineData("2, 3, 24", true, "Clip")]
    [InlineData("2, 3, 24", false, null)]
    [InlineData("1, 24", false, "Relu")]
    public void PerTensorMatrixProductsGiveOnnxRuntimesBits(string shape, bool withBias, string? clamp)
    {
        const int Columns = 20;
        var model = Head("MatMul", shape, [24, Columns], withBias ? "Add" : null, clamp, ("b", [Columns]));
        SameBits(model, shape, ActivationScale.PerTensor);
    }

    [SkippableTheory]
    [InlineData("3, 8, 9, 7", "12, 8, 3, 3", 1, 1, "Relu")]
    [InlineData("2, 6, 5, 5", "6, 1, 5, 5", 6, 1, null)]
    [InlineData("2, 8, 6, 6", "24, 2, 3, 3", 4, 1, "Clip")]
    [InlineData("2, 5, 40", "7, 5, 9", 1, 2, "Relu")]
    [InlineData("4, 16, 3, 3", "20, 16, 1, 1", 1, 1, null)]
    public void PerTensorConvolutionsGiveOnnxRuntimesBits(string shape, string weight, int group, int stride, string? clamp)
    {
        SameBits(Convolution(shape, weight, group, stride, clamp), shape, ActivationScale.PerTensor);
    }

    [SkippableTheory]
    [InlineData("1, 8, 9, 7", "12, 8, 3, 3", 1)]
    [InlineData("1, 6, 5, 5", "6, 1, 5, 5", 6)]
    public void OneSampleGivesOnnxRuntimesBitsWithItsOwnScale(string shape, string weight, int group)
    {
        SameBits(Convolution(shape, weight, group, stride: 1, clamp: null), shape, ActivationScale.PerRow);
        SameBits(Head("MatMul", "1, 24", [24, 20], "Add", null, ("b", [20])), "1, 24", ActivationScale.PerRow);
    }

    private static void SameBits(byte[] model, string shape, ActivationScale scale)
    {
        OnnxRuntimeLibrary.Require();
        var graph = FloatExecution.Normalize(model);
        var assignment = new DynamicQuantizer(graph, new QuantizationOptions { ActivationScale = scale }).Quantize(new HashSet<string>());
        Assert.Single(assignment.QuantizedNodes);
        int[] dimensions = Array.ConvertAll(shape.Split(", "), int.Parse);
        var input = OrtTensor.Create(Values(dimensions.Aggregate((left, right) => left * right), seed: 3), dimensions);
        var actual = FloatExecution.Run(graph, assignment, [("x", input)])["y"].Get<float>();
        foreach (var optimization in new[] { OrtOptimization.None, OrtOptimization.All })
        {
            using var session = OrtSession.Open(
                DynamicExporter.Export(graph, assignment).ToByteArray(), new OrtSessionOptions { Optimization = optimization });
            Assert.Equal(session.Run(("x", input))["y"].Get<float>(), actual);
        }
    }

    private static byte[] Convolution(string shape, string weight, int group, int stride, string? clamp)
    {
        int[] dimensions = Array.ConvertAll(weight.Split(", "), int.Parse);
        var axes = dimensions.Length - 2;
        return Head(
            "Conv", shape, dimensions, null, clamp, ("b", [dimensions[0]]),
            ("group", group),
            ("strides", Enumerable.Repeat(stride, axes).ToArray()),
            ("pads", Enumerable.Repeat(dimensions[^1] / 2, 2 * axes).ToArray()));
    }

    /// <summary>A product, for a convolution with its bias among the inputs; then an Add and a clamp, where wanted.</summary>
    private static byte[] Head(
        string type,
        string shape,
        int[] weight,
        string? add,
        string? clamp,
        (string Name, int[] Shape) bias,
        params (string Name, object Value)[] attributes)
    {
        var builder = new OnnxModelBuilder(opset: 13)
            .Input<float>("x", shape)
            .Constant("w", Values(weight.Aggregate((left, right) => left * right)), weight)
            .Constant(bias.Name, Values(bias.Shape[0], seed: 9), bias.Shape)
            .Constant("low", [-0.5f])
            .Constant("high", [0.25f]);
        var last = clamp is null ? "y" : "s";
        string[] inputs = type == "Conv" ? ["x", "w", bias.Name] : ["x", "w"];
        builder = builder.Node(type, inputs, [add is null ? last : "p"], attributes);
        builder = add is null ? builder : builder.Node(add, ["p", bias.Name], [last]);
        builder = clamp is null ? builder : builder.Node(clamp, clamp == "Clip" ? ["s", "low", "high"] : ["s"], ["y"]);
        return builder.Output<float>("y").ToBytes();
    }

    private static float[] Values(int count, int seed = 0)
    {
        var random = new Random((1000 * count) + seed);
        return [.. Enumerable.Range(0, count).Select(_ => (random.NextSingle() * 2) - 0.7f)];
    }
}
