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

/// <summary>The dynamic form: what ONNX Runtime computes from it, and that it does so in integers.</summary>
public sealed class DynamicExporterTests
{
    private const int Reduction = 24;
    private const int Columns = 20;

    [Fact]
    public void SameModelGivesSameBytes()
    {
        var graph = FloatExecution.Normalize(Product("N, 24", withBias: true, clamp: "Relu"));
        Assert.Equal(Export(graph), Export(graph));
    }

    /// <summary>Against the definition of DynamicQuantizeLinear and of an integer product, computed here.</summary>
    [SkippableTheory]
    [InlineData("5, 24", true, "Relu")]
    [InlineData("5, 24", false, null)]
    [InlineData("5, 24", true, null)]
    [InlineData("2, 3, 24", true, "Clip")]
    [InlineData("2, 3, 24", false, "Relu")]
    public void OnnxRuntimeComputesTheIntegerProduct(string shape, bool withBias, string? clamp)
    {
        OnnxRuntimeLibrary.Require();
        var bytes = Product(shape, withBias, clamp);
        var graph = FloatExecution.Normalize(bytes);
        var node = Assert.Single(Quantize(graph).QuantizedNodes);
        var weights = Quantize(graph).Dynamic(node)!.Weights[1];
        var dimensions = Array.ConvertAll(shape.Split(", "), int.Parse);
        var input = OrtTensor.Create(Values(dimensions.Aggregate((left, right) => left * right), seed: 7), dimensions);

        var expected = Expected(node, weights, input.Get<float>());
        foreach (var optimization in new[] { OrtOptimization.None, OrtOptimization.All })
        {
            using var session = OrtSession.Open(Export(graph), new OrtSessionOptions { Optimization = optimization });
            var actual = session.Run(("x", input))["y"].Get<float>();
            Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, tolerance: 1e-5f));
        }
    }

    [SkippableFact]
    public void OnnxRuntimeFusesTheNodesOfAProduct()
    {
        OnnxRuntimeLibrary.Require();
        var operators = OptimizedModel.CountOperators(Export(FloatExecution.Normalize(Product("N, 24", withBias: true, clamp: null))));
        Assert.Equal("DynamicQuantizeMatMul", Assert.Single(operators).Key);
    }

    [Fact]
    public void ProductsOfOneInputQuantizeItOnce()
    {
        var graph = FloatExecution.Normalize(new OnnxModelBuilder(opset: 13)
            .Input<float>("x", "N, 24")
            .Constant("w", Values(Reduction * Columns), Reduction, Columns)
            .Constant("v", Values(Reduction * Columns, seed: 1), Reduction, Columns)
            .Node("MatMul", ["x", "w"], ["a"])
            .Node("MatMul", ["x", "v"], ["b"])
            .Node("Add", ["a", "b"], ["y"])
            .Output<float>("y")
            .ToBytes());
        var types = DynamicExporter.Export(graph, Quantize(graph)).Graph.Node.Select(node => node.OpType).ToList();
        Assert.Single(types, "DynamicQuantizeLinear");
        Assert.Equal(2, types.Count(type => type == "MatMulInteger"));
    }

    [Fact]
    public void ProductsOfActivationsStayInFloat()
    {
        var graph = FloatExecution.Normalize(new OnnxModelBuilder(opset: 13)
            .Input<float>("x", "4, 4")
            .Node("MatMul", ["x", "x"], ["y"])
            .Output<float>("y")
            .ToBytes());
        Assert.Empty(Quantize(graph).QuantizedNodes);
    }

    private static QuantizationAssignment Quantize(ModelGraph graph)
    {
        return new DynamicQuantizer(graph, new QuantizationOptions()).Quantize(new HashSet<string>());
    }

    private static byte[] Export(ModelGraph graph)
    {
        return DynamicExporter.Export(graph, Quantize(graph)).ToByteArray();
    }

    private static byte[] Product(string shape, bool withBias, string? clamp)
    {
        var builder = new OnnxModelBuilder(opset: 13)
            .Input<float>("x", shape)
            .Constant("w", Values(Reduction * Columns), Reduction, Columns)
            .Constant("b", Values(Columns), Columns)
            .Constant("low", [-0.5f])
            .Constant("high", [0.25f])
            .Node("MatMul", ["x", "w"], [withBias ? "p" : clamp is null ? "y" : "s"]);
        builder = withBias ? builder.Node("Add", ["p", "b"], [clamp is null ? "y" : "s"]) : builder;
        builder = clamp is null ? builder : builder.Node(clamp, clamp == "Clip" ? ["s", "low", "high"] : ["s"], ["y"]);
        return builder.Output<float>("y").ToBytes();
    }

    private static float[] Expected(Node node, ChannelWeights weights, float[] input)
    {
        var parameters = QuantizationParameters.FromRange(input.Min(), input.Max());
        var bytes = Array.ConvertAll(input, value => parameters.Quantize(value) - parameters.ZeroPoint);
        var bias = node.OptionalInput(2)?.Constant!.ToFloat32() ?? new float[Columns];
        var result = new float[input.Length / Reduction * Columns];
        for (var i = 0; i < result.Length; i++)
        {
            var (row, column) = Math.DivRem(i, Columns);
            var sum = Enumerable.Range(0, Reduction).Sum(k => bytes[(row * Reduction) + k] * weights.Values[(k * Columns) + column]);
            result[i] = Math.Clamp((sum * (parameters.Scale * weights.Scales[column])) + bias[column], node.Clamp.Low, node.Clamp.High);
        }

        return result;
    }

    private static float[] Values(int count, int seed = 0)
    {
        var random = new Random((1000 * count) + seed);
        return [.. Enumerable.Range(0, count).Select(_ => (random.NextSingle() * 2) - 1)];
    }
}
