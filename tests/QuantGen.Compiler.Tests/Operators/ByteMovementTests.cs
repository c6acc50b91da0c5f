using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;
using QuantGen.Compiler.Quantization;
using QuantGen.OnnxRuntime;
using QuantGen.Plan;
using QuantGen.TestSupport.Execution;
using QuantGen.TestSupport.Models;
using Xunit;

namespace QuantGen.Compiler.Tests.Operators;

/// <summary>Operators that move elements, on 8-bit tensors: rows are padded to four bytes, and the values must come out as in float.</summary>
public sealed class ByteMovementTests
{
    /// <summary>Whole numbers from -100 on are exact in 8 bits with these.</summary>
    private static readonly QuantizationParameters Exact = new(1, 100);

    public static TheoryData<string, int, bool> Cases
    {
        get
        {
            var cases = new TheoryData<string, int, bool>();
            foreach (var name in Nodes.Keys)
            {
                foreach (var channels in new[] { 1, 3, 4, 8 })
                {
                    cases.Add(name, channels, true);
                    cases.Add(name, channels, false);
                }
            }

            return cases;
        }
    }

    private static Dictionary<string, Func<OnnxModelBuilder, OnnxModelBuilder>> Nodes { get; } = new(StringComparer.Ordinal)
    {
        ["to channels-last"] = model => model.Node("Transpose", ["a"], ["b"], ("perm", new[] { 0, 2, 3, 1 })),
        ["to channels-first"] = model => model.Node("Transpose", ["a"], ["b"], ("perm", new[] { 0, 3, 1, 2 })),
        ["swap"] = model => model.Node("Transpose", ["a"], ["b"], ("perm", new[] { 0, 1, 3, 2 })),
        ["reverse"] = model => model.Node("Transpose", ["a"], ["b"], ("perm", new[] { 3, 2, 1, 0 })),
        ["slice rows"] = model => Slice(model, 2, 1, 3, 1),
        ["slice backwards"] = model => Slice(model, 2, -1, int.MinValue, -2),
        ["slice columns"] = model => Slice(model, 3, 1, 5, 2),
        ["slice end of channels"] = model => Slice(model, 1, -1, int.MaxValue, 1),
        ["slice channels backwards"] = model => Slice(model, 1, -1, int.MinValue, -1),
        ["pad spatial"] = model => Pad(model, "constant", 0, 0, 1, 2, 0, 0, 0, 1),
        ["pad channels"] = model => Pad(model, "constant", 0, 1, 0, 0, 0, 2, 0, 0),
        ["pad edge"] = model => Pad(model, "edge", 0, 0, 1, 1, 0, 0, 1, 1),
        ["crop"] = model => Pad(model, "constant", 0, 0, -1, 1, 0, 0, 0, -2),
        ["split"] = model => model.Constant<long>("lengths", [1, 3], 2).Node("Split", ["a", "lengths"], ["unused", "b"], ("axis", 2)),
        ["unsqueeze"] = model => model.Constant<long>("axes", [-1], 1).Node("Unsqueeze", ["a", "axes"], ["b"]),
        ["expand"] = model => model.Constant<long>("shape", [2, 1, 1, 1, 1], 5).Node("Expand", ["a", "shape"], ["b"]),
        ["resize"] = model => model.Constant("scales", [1f, 1f, 2f, 1.5f], 4).Node("Resize", ["a", "", "scales"], ["b"]),
        ["resize columns to fewer"] = model => model.Constant("scales", [1f, 1f, 1f, 0.5f], 4).Node("Resize", ["a", "", "scales"], ["b"]),
        ["flatten"] = model => model.Node("Flatten", ["a"], ["b"]),
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void BytesAreMovedAsFloatsAre(string name, int channels, bool isChannelsLast)
    {
        // The pooling leaves its result channels-last, the Relu as the model's input is.
        var model = new OnnxModelBuilder(13).Input<float>("x", $"2, {channels}, 4, 5");
        _ = isChannelsLast ? model.Node("MaxPool", ["x"], ["a"], ("kernel_shape", new[] { 1, 1 })) : model.Node("Relu", ["x"], ["a"]);
        var bytes = Nodes[name](model).Node("Relu", ["b"], ["y"]).Output<float>("y").ToBytes();
        float[] values = [.. Enumerable.Range(0, 2 * channels * 4 * 5).Select(i => (float)((i * 7 % 251) - 100))];
        (string, OrtTensor)[] inputs = [("x", OrtTensor.Create(values, 2, channels, 4, 5))];

        var expected = FloatExecution.Run(bytes, inputs)["y"];
        var graph = FloatExecution.Normalize(bytes);
        var actual = FloatExecution.Run(graph, InBytes(graph), inputs)["y"];

        Assert.Equal(expected.Dimensions, actual.Dimensions);
        Assert.Equal(expected.Get<float>(), actual.Get<float>());
    }

    [Theory]
    [InlineData("to channels-last")]
    [InlineData("swap")]
    [InlineData("slice rows")]
    [InlineData("slice columns")]
    [InlineData("pad spatial")]
    [InlineData("pad channels")]
    [InlineData("crop")]
    [InlineData("split")]
    [InlineData("expand")]
    [InlineData("resize")]
    public void WholeRowsStayBytesFromEndToEnd(string name)
    {
        var model = new OnnxModelBuilder(13).Input<float>("x", "2, 4, 4, 8").Node("Relu", ["x"], ["a"]);
        var graph = FloatExecution.Normalize(Nodes[name](model).Node("Relu", ["b"], ["y"]).Output<float>("y").ToBytes());
        var steps = ModelLowering.Lower(graph, InBytes(graph)).Context.Builder.Steps.Select(step => step.Plan.Kernel);
        var conversions = steps.Where(kernel => kernel.StartsWith("Quantization.", StringComparison.Ordinal));
        Assert.Equal(["Quantization.Quantize", "Quantization.Dequantize"], conversions);
    }

    [SkippableTheory]
    [InlineData(4, "DCR")]
    [InlineData(4, "CRD")]
    [InlineData(16, "DCR")]
    [InlineData(16, "CRD")]
    public void SquaresAreMovedAsFloatsAre(int channels, string mode)
    {
        foreach (var first in new[] { "Relu", "GlobalMaxPool", "MaxPool" })
        {
            var model = new OnnxModelBuilder(13).Input<float>("x", $"2, {channels}, 4, 8");
            _ = first == "MaxPool" ? model.Node("MaxPool", ["x"], ["a"], ("kernel_shape", new[] { 1, 1 })) : model.Node(first, ["x"], ["a"]);
            model.Node("DepthToSpace", ["a"], ["b"], ("blocksize", 2), ("mode", mode)).Node("Relu", ["b"], ["c"])
                .Node("SpaceToDepth", ["c"], ["d"], ("blocksize", 2)).Node("Relu", ["d"], ["y"]).Output<float>("y").Output<float>("b");
            float[] values = [.. Enumerable.Range(0, 2 * channels * 32).Select(i => (float)((i * 7 % 151) - 100))];
            (string, OrtTensor)[] inputs = [("x", OrtTensor.Create(values, 2, channels, 4, 8))];
            OperatorAssert.AgreesWithOnnxRuntime(model, inputs);

            var expected = FloatExecution.Run(model.ToBytes(), inputs);
            var graph = FloatExecution.Normalize(model.ToBytes());
            var actual = FloatExecution.Run(graph, InBytes(graph), inputs);
            Assert.All(expected, pair => Assert.Equal(pair.Value.Get<float>(), actual[pair.Key].Get<float>()));
        }
    }

    private static QuantizationAssignment InBytes(ModelGraph graph)
    {
        var assignment = new QuantizationAssignment();
        foreach (var node in graph.Nodes)
        {
            assignment.SetInteger(node);
            foreach (var value in node.Inputs.Concat(node.Outputs).OfType<Value>().Where(value => value.Type == PlanElementType.Float32))
            {
                assignment.SetStored(value);
                assignment.SetParameters(value, Exact);
            }
        }

        return assignment;
    }

    private static OnnxModelBuilder Slice(OnnxModelBuilder model, long axis, long start, long end, long step)
    {
        return model.Constant("starts", [start], 1).Constant("ends", [end], 1).Constant("axes", [axis], 1).Constant("steps", [step], 1)
            .Node("Slice", ["a", "starts", "ends", "axes", "steps"], ["b"]);
    }

    private static OnnxModelBuilder Pad(OnnxModelBuilder model, string mode, params long[] pads)
    {
        return model.Constant("pads", pads, pads.Length).Node("Pad", ["a", "pads"], ["b"], ("mode", mode));
    }
}
