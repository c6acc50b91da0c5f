using Google.Protobuf;
using QuantGen.Compiler.Export;
using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Onnx.Proto;
using QuantGen.Compiler.Quantization;
using QuantGen.Compiler.Quantization.Compression;
using QuantGen.OnnxRuntime;
using QuantGen.TestSupport;
using QuantGen.TestSupport.Execution;
using QuantGen.TestSupport.Models;
using Xunit;

namespace QuantGen.EndToEnd.Tests.Export;

/// <summary>Stored weights: the plan, and ONNX Runtime on the exported file, compute the same product of the same floats.</summary>
public sealed class WeightOnlyExporterTests
{
    public static TheoryData<WeightFormat, int, bool> Formats => new()
    {
        { WeightFormat.Int8, 32, false },
        { WeightFormat.Int4, 16, false },
        { WeightFormat.Int4, 32, true },
        { WeightFormat.Int4, 128, true },
        { WeightFormat.Float16, 32, false },
        { WeightFormat.BFloat16, 32, false },
    };

    [SkippableTheory]
    [MemberData(nameof(Formats))]
    public void MatrixProducts(WeightFormat format, int blockSize, bool zeroPoint)
    {
        foreach (var (shape, clamp) in new[] { ("5, 72", "Relu"), ("2, 3, 72", "Clip"), ("1, 72", null) })
        {
            var builder = Start(shape, [72, 10]).Constant("b", Values(10, seed: 9), 10).Node("MatMul", ["x", "w"], ["p"]);
            builder = clamp is null ? builder.Node("Add", ["p", "b"], ["y"]) : builder.Node("Add", ["p", "b"], ["s"]);
            builder = clamp is null ? builder : builder.Node(clamp, clamp == "Clip" ? ["s", "low", "high"] : ["s"], ["y"]);
            var types = SameResults(builder.Output<float>("y").ToBytes(), shape, format, blockSize, zeroPoint);
            Assert.Equal(format == WeightFormat.Int4, types.Contains("MatMulNBits"));
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Formats))]
    public void Convolutions(WeightFormat format, int blockSize, bool zeroPoint)
    {
        (string Shape, int[] Weight, int Group)[] cases =
            [("2, 20, 9, 7", [12, 20, 3, 3], 1), ("1, 24, 5, 5", [12, 6, 3, 3], 4), ("2, 33, 40", [7, 33, 5], 1)];
        foreach (var (shape, weight, group) in cases)
        {
            var pads = Enumerable.Repeat(1, 2 * (weight.Length - 2)).ToArray();
            var model = Start(shape, weight).Constant("b", Values(weight[0], seed: 9), weight[0])
                .Node("Conv", ["x", "w", "b"], ["y"], ("group", group), ("pads", pads))
                .Output<float>("y")
                .ToBytes();
            SameResults(model, shape, format, blockSize, zeroPoint);
        }
    }

    [Fact]
    public void SameModelGivesSameBytesAndNoFloatFormOfItsWeights()
    {
        var graph = FloatExecution.Normalize(Start("5, 512", [512, 64]).Node("MatMul", ["x", "w"], ["y"]).Output<float>("y").ToBytes());
        var assignment = Quantize(graph, new QuantizationOptions { WeightFormat = WeightFormat.Int4 });
        var bytes = WeightOnlyExporter.Export(graph, assignment).ToByteArray();
        Assert.Equal(bytes, WeightOnlyExporter.Export(graph, assignment).ToByteArray());
        // Four bits, and a float scale for 32 of them.
        Assert.InRange(bytes.Length, 512 * 64 * 5 / 8, (512 * 64 * 5 / 8) + 1000);
    }

    /// <returns>The operators of the exported file.</returns>
    private static List<string> SameResults(byte[] model, string shape, WeightFormat format, int blockSize, bool zeroPoint)
    {
        OnnxRuntimeLibrary.Require();
        var graph = FloatExecution.Normalize(model);
        var assignment = Quantize(graph, new QuantizationOptions { WeightFormat = format, BlockSize = blockSize, WeightZeroPoint = zeroPoint });
        Assert.Single(assignment.QuantizedNodes);
        int[] dimensions = Array.ConvertAll(shape.Split(", "), int.Parse);
        var input = OrtTensor.Create(Values(dimensions.Aggregate((left, right) => left * right), seed: 3), dimensions);
        var actual = FloatExecution.Run(graph, assignment, [("x", input)])["y"].Get<float>();
        var export = WeightOnlyExporter.Export(graph, assignment);
        foreach (var optimization in new[] { OrtOptimization.None, OrtOptimization.All })
        {
            using var session = OrtSession.Open(export.ToByteArray(), new OrtSessionOptions { Optimization = optimization });
            var expected = session.Run(("x", input))["y"].Get<float>();
            var tolerance = IsRounded(export, format, optimization) ? 0.02f : 1e-5f;
            var largest = expected.Max(Math.Abs);
            Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, tolerance * largest));
        }

        return [.. export.Graph.Node.Select(node => node.OpType)];
    }

    /// <summary>
    /// Its optimizer makes a MatMulNBits of a product with dequantized int8, and that one rounds activations to 8 bits: the session's
    /// <c>session.qdq_matmulnbits_accuracy_level</c> is 4 unless an application sets it to 1.
    /// </summary>
    private static bool IsRounded(ModelProto model, WeightFormat format, OrtOptimization optimization)
    {
        return format == WeightFormat.Int8 && optimization == OrtOptimization.All && model.Graph.Node.Any(node => node.OpType is "MatMul" or "Gemm");
    }

    private static QuantizationAssignment Quantize(ModelGraph graph, QuantizationOptions options)
    {
        return WeightOnlyQuantizer.Quantize(graph, options).Assignment;
    }

    private static OnnxModelBuilder Start(string shape, int[] weight)
    {
        return new OnnxModelBuilder(opset: 13)
            .Input<float>("x", shape)
            .Constant("w", Values(weight.Aggregate((left, right) => left * right)), weight)
            .Constant("low", [-0.5f])
            .Constant("high", [0.25f]);
    }

    private static float[] Values(int count, int seed = 0)
    {
        var random = new Random((1000 * count) + seed);
        return [.. Enumerable.Range(0, count).Select(_ => (random.NextSingle() * 2) - 0.7f)];
    }
}
