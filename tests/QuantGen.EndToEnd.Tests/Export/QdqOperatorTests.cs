using QuantGen.OnnxRuntime;
using QuantGen.TestSupport;
using QuantGen.TestSupport.Execution;
using QuantGen.TestSupport.Models;
using Xunit;
using Xunit.Abstractions;

namespace QuantGen.EndToEnd.Tests.Export;

/// <summary>Every operator with an integer form, between two convolutions, here and in ONNX Runtime.</summary>
public sealed class QdqOperatorTests(ITestOutputHelper output)
{
    /// <summary>The list to extend: what computes <c>m</c> from the convolutions <c>a</c> and <c>b</c>, of shape <c>[N, 8, 6, 6]</c>.</summary>
    private static readonly Dictionary<string, Func<OnnxModelBuilder, OnnxModelBuilder>> Operators = new()
    {
        ["Add"] = model => model.Node("Add", ["a", "b"], ["m"]),
        ["Add, Relu"] = model => model.Node("Add", ["a", "b"], ["s"]).Node("Relu", ["s"], ["m"]),
        ["AveragePool"] = model => model.Node("AveragePool", ["a"], ["m"], ("kernel_shape", new[] { 3, 3 }), ("pads", new[] { 1, 1, 1, 1 })),
        ["AveragePool of padding"] = model => model.Node(
            "AveragePool", ["a"], ["m"], ("kernel_shape", new[] { 3, 3 }), ("pads", new[] { 1, 1, 1, 1 }), ("count_include_pad", 1)),
        ["Clip"] = model => model.Constant("low", [-0.5f]).Constant("high", [0.7f]).Node("Clip", ["a", "low", "high"], ["m"]),
        ["Concat"] = model => model.Node("Concat", ["a", "b"], ["m"], ("axis", 2)),
        ["Concat of shared"] = model => model.Node("Add", ["a", "b"], ["s"]).Node("Concat", ["s", "a"], ["m"], ("axis", 2)),
        ["GlobalAveragePool"] = model => model.Node("GlobalAveragePool", ["a"], ["m"]),
        ["GlobalMaxPool"] = model => model.Node("GlobalMaxPool", ["a"], ["m"]),
        ["HardSwish"] = model => model.Node("HardSwish", ["a"], ["m"]),
        ["LeakyRelu"] = model => model.Node("LeakyRelu", ["a"], ["m"], ("alpha", 0.1f)),
        ["MaxPool"] = model => model.Node("MaxPool", ["a"], ["m"], ("kernel_shape", new[] { 2, 2 })),
        ["Mul"] = model => model.Node("Mul", ["a", "b"], ["m"]),
        ["Mul by number"] = model => model.Constant("number", [1.7f]).Node("Mul", ["a", "number"], ["m"]),
        ["Mul per channel"] = model => model.Node("GlobalAveragePool", ["b"], ["p"]).Node("Sigmoid", ["p"], ["g"]).Node("Mul", ["a", "g"], ["m"]),
        ["Relu"] = model => model.Node("MaxPool", ["a"], ["p"], ("kernel_shape", new[] { 2, 2 })).Node("Relu", ["p"], ["m"]),
        ["Reshape"] = model => model.Constant("shape", [0L, 8, 4, 9], 4).Node("Reshape", ["a", "shape"], ["m"]),
        ["Resize"] = model => model.Constant("scales", [1f, 1f, 2f, 2f], 4)
            .Node("Resize", ["a", "", "scales"], ["m"], ("coordinate_transformation_mode", "asymmetric"), ("nearest_mode", "floor")),
        ["Sigmoid"] = model => model.Node("Sigmoid", ["a"], ["m"]),
        ["SpaceToDepth, DepthToSpace"] = model => model
            .Node("SpaceToDepth", ["a"], ["s"], ("blocksize", 2)).Node("DepthToSpace", ["s"], ["m"], ("blocksize", 2), ("mode", "CRD")),
        ["ConvTranspose"] = model => model.Constant("t", Values(8 * 8 * 4 * 4, 5), 8, 8, 4, 4)
            .Node("ConvTranspose", ["a", "t"], ["m"], ("strides", new[] { 2, 2 }), ("pads", new[] { 1, 1, 1, 1 })),
        ["Tanh"] = model => model.Node("Tanh", ["a"], ["m"]),
        ["Transpose"] = model => model.Node("Transpose", ["a"], ["m"], ("perm", new[] { 0, 1, 3, 2 })),
    };

    public static TheoryData<string> Names => [.. Operators.Keys];

    /// <summary>What the bytes of a tensor must reach where ONNX Runtime computes in another order or in float.</summary>
    private const double IdenticalBytes = 0.999;

    [SkippableTheory]
    [MemberData(nameof(Names))]
    public void OnnxRuntimeGivesTheSameBytes(string name)
    {
        OnnxRuntimeLibrary.Require();
        var model = Quantize(name);
        Assert.All(model.Graph.Nodes, node => Assert.True(model.Assignment.IsInteger(node), $"{node} is computed in float."));
        foreach (var optimization in new[] { OrtOptimization.None, OrtOptimization.All })
        {
            var comparison = QdqComparison.Run(model, [Sample(samples: 64, seed: 100)], optimization);
            output.WriteLine($"{name,-24} {optimization,-5} {comparison.Total}");
            foreach (var (value, bytes) in comparison.Bytes.Where(pair => pair.Value.Identical < 1))
            {
                output.WriteLine($"    {bytes} {value.Producer} {model.Assignment.Parameters(value)}");
            }

            Assert.Equal(0, comparison.Total.Larger);
            Assert.All(comparison.Bytes.Values, bytes => Assert.InRange(bytes.Identical, IdenticalBytes, 1));
        }
    }

    private static QuantizedModel Quantize(string name)
    {
        var builder = new OnnxModelBuilder(opset: 14)
            .Input<float>("x", "N, 3, 6, 6")
            .Constant("aw", Values(8 * 3 * 3 * 3, 1), 8, 3, 3, 3)
            .Constant("bw", Values(8 * 3 * 3 * 3, 2), 8, 3, 3, 3)
            .Constant("bias", Values(8, 3), 8)
            .Constant("w", Values(4 * 8, 4), 4, 8, 1, 1)
            .Node("Conv", ["x", "aw", "bias"], ["a"], ("pads", new[] { 1, 1, 1, 1 }))
            .Node("Conv", ["x", "bw"], ["b"], ("pads", new[] { 1, 1, 1, 1 }));
        var model = Operators[name](builder).Node("Conv", ["m", "w"], ["y"]).Output<float>("y").ToBytes();
        return QuantizedModel.Create(FloatExecution.Normalize(model), Enumerable.Range(1, 6).Select(seed => QuantizedModel.ToSample(Sample(4, seed))));
    }

    private static OrtTensor Sample(int samples, int seed)
    {
        return OrtTensor.Create(Values(samples * 3 * 6 * 6, seed), samples, 3, 6, 6);
    }

    private static float[] Values(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (random.NextSingle() * 2) - 1)];
    }
}
