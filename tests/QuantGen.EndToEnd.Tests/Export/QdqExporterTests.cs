using Google.Protobuf;
using QuantGen.Compiler;
using QuantGen.Compiler.Export;
using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Onnx.Proto;
using QuantGen.Compiler.Quantization;
using QuantGen.OnnxRuntime;
using QuantGen.TestSupport;
using QuantGen.TestSupport.Execution;
using QuantGen.TestSupport.Models;
using Xunit;

namespace QuantGen.EndToEnd.Tests.Export;

/// <summary>The exported file: its form, and what ONNX Runtime computes from it for graphs made for one case each.</summary>
public sealed class QdqExporterTests(StaticSuite suite) : IClassFixture<StaticSuite>
{
    public static TheoryData<string> Names => [.. StaticSuite.Names];

    [Fact]
    public void SameModelGivesSameBytes()
    {
        var builder = TwoConvolutions();
        var (first, second) = (Quantize(builder).Export, Quantize(builder).Export);
        // The name of the temporary file that the graph was read from.
        second.Graph.Name = first.Graph.Name;
        Assert.Equal(first.ToByteArray(), second.ToByteArray());
    }

    [Fact]
    public void FileNamesItsProducerAndKeepsThePorts()
    {
        var export = Quantize(TwoConvolutions()).Export;
        Assert.Equal("QuantGen", export.ProducerName);
        Assert.Matches(@"^\d+\.\d+\.\d+$", export.ProducerVersion);
        Assert.Equal("x", Assert.Single(export.Graph.Input).Name);
        Assert.Equal("N", export.Graph.Input[0].Type.TensorType.Shape.Dim[0].DimParam);
        Assert.Equal("y", Assert.Single(export.Graph.Output).Name);
    }

    [Theory]
    [InlineData(9, "Relu", 13, 7)]
    [InlineData(17, "Relu", 17, 8)]
    [InlineData(21, "Relu", 21, 10)]
    [InlineData(13, "ReduceMean", 18, 8)]
    public void OpsetIsTheLowestThatHasEveryNode(int source, string type, int opset, int irVersion)
    {
        var graph = FloatExecution.Normalize(new OnnxModelBuilder(source).Input<float>("x", "N, 4").Node(type, ["x"], ["y"]).Output<float>("y").ToBytes());
        var export = QdqExporter.Export(graph, QuantizationAssignment.Float());
        Assert.Equal(opset, Assert.Single(export.OpsetImport).Version);
        Assert.Equal(irVersion, export.IrVersion);
    }

    [SkippableTheory]
    [InlineData(1, 4)]
    [InlineData(3, 6)]
    public void DimensionsAreComputedFromTheInputs(int rows, int columns)
    {
        OnnxRuntimeLibrary.Require();
        // Half of the columns, as a shape and as data.
        var model = new OnnxModelBuilder(17)
            .Input<float>("x", "N, T")
            .Constant<long>("two", [2])
            .Constant<long>("one", [1])
            .Constant<long>("first", [0], 1)
            .Constant<long>("rest", [-1], 1)
            .Node("Shape", ["x"], ["shape"])
            .Node("Gather", ["shape", "one"], ["columns"])
            .Node("Div", ["columns", "two"], ["half"])
            .Node("Unsqueeze", ["half", "first"], ["length"])
            .Node("Concat", ["rest", "length"], ["halves"], ("axis", 0))
            .Node("Reshape", ["x", "halves"], ["folded"])
            .Node("Cast", ["half"], ["number"], ("to", 1))
            .Node("Add", ["folded", "number"], ["y"])
            .Output<float>("y")
            .ToBytes();
        var input = OrtTensor.Create([.. Enumerable.Range(0, rows * columns).Select(i => (float)i)], rows, columns);
        var graph = FloatExecution.Normalize(model);
        using var session = OrtSession.Open(QdqExporter.Export(graph, QuantizationAssignment.Float()).ToByteArray());
        var expected = session.Run(("x", input))["y"];
        var actual = FloatExecution.Run(graph, QuantizationAssignment.Float(), [("x", input)])["y"];
        Assert.Equal([2 * rows, columns / 2], expected.Dimensions);
        Assert.Equal(expected.Get<float>(), actual.Get<float>());
    }

    [Fact]
    public void QuantizedWeightsAreNotKeptInFloatToo()
    {
        var graph = Quantize(TwoConvolutions()).Export.Graph;
        var read = graph.Node.SelectMany(node => node.Input).ToHashSet();
        Assert.All(graph.Initializer, initializer => Assert.Contains(initializer.Name, read));
    }

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public void WeightsMayHaveOneScaleForAll(bool perChannel)
    {
        var model = Quantize(TwoConvolutions(), perChannel);
        Assert.Equal(perChannel ? 4 : 0, model.Export.Graph.Node.Count(node => node.OpType == "DequantizeLinear" && node.Attribute.Count == 1));
        AssertSameBytes(model, "2, 3, 6, 6");
    }

    [SkippableFact]
    public void ClampThatTheBytesDoNotImplyIsApplied()
    {
        // With a range wider than Relu's result, byte 0 stands for a negative number.
        var model = Quantize(TwoConvolutions(), range: _ => (-3, 3));
        Assert.Single(model.Export.Graph.Node, node => node.OpType == "Relu");
        AssertSameBytes(model, "2, 3, 6, 6");
        Assert.Equal(1, OptimizedModel.CountOperators(model.Export.ToByteArray())["QLinearConv"]);
    }

    [SkippableFact]
    public void FloatReaderSeesTheUnquantizedValue()
    {
        var model = Quantize(TwoConvolutions().Node("Relu", ["x"], ["z"]).Output<float>("z"));
        Assert.Contains(model.Export.Graph.Node, node => node.OpType == "Relu" && node.Input[0] == "x");
        AssertSameBytes(model, "2, 3, 6, 6");
    }

    [SkippableFact]
    public void StackOfMatricesTakesItsBiasAsAnAdd()
    {
        var builder = new OnnxModelBuilder(opset: 17)
            .Input<float>("x", "N, T, 8")
            .Constant("w1", Values(8 * 12), 8, 12)
            .Constant("b1", Values(12), 12)
            .Constant("w2", Values(12 * 4), 12, 4)
            .Node("MatMul", ["x", "w1"], ["p1"])
            .Node("Add", ["p1", "b1"], ["a1"])
            .Node("Relu", ["a1"], ["r1"])
            .Node("MatMul", ["r1", "w2"], ["y"])
            .Output<float>("y");
        var model = Quantize(builder, shape: "1, 5, 8");
        Assert.Equal(["MatMul", "Add", "MatMul"], model.Export.Graph.Node.Select(node => node.OpType).Where(type => type is "MatMul" or "Add" or "Relu"));
        AssertSameBytes(model, "3, 7, 8");
    }

    /// <summary>Every operator of the suite, with its attributes, comes through.</summary>
    [SkippableTheory]
    [MemberData(nameof(Names))]
    public void FloatModelKeepsItsMeaning(string name)
    {
        OnnxRuntimeLibrary.Require();
        var model = suite.Load(name);
        var graph = ModelCompiler.Load(model.ModelPath);
        var export = QdqExporter.Export(graph, QuantizationAssignment.Float());
        var sample = model.Data.Evaluation.Slice(0, 1);
        using var original = OrtSession.Open(model.ModelPath, OrtSessionOptions.Reference);
        using var exported = OrtSession.Open(export.ToByteArray(), OrtSessionOptions.Reference);
        foreach (var (expected, actual) in original.Run(sample).Zip(exported.Run(sample)))
        {
            var magnitude = expected.Get<float>().Max(Math.Abs);
            TensorAssert.Close(expected, actual, relative: 0, absolute: 1e-5 * magnitude, name);
        }
    }

    private static OnnxModelBuilder TwoConvolutions()
    {
        return new OnnxModelBuilder(opset: 13)
            .Input<float>("x", "N, 3, 6, 6")
            .Constant("w1", Values(8 * 3 * 3 * 3), 8, 3, 3, 3)
            .Constant("b1", Values(8), 8)
            .Constant("w2", Values(4 * 8 * 3 * 3), 4, 8, 3, 3)
            .Constant("b2", Values(4), 4)
            .Node("Conv", ["x", "w1", "b1"], ["c1"], ("pads", new[] { 1, 1, 1, 1 }), ("strides", new[] { 1, 2 }))
            .Node("Relu", ["c1"], ["r1"])
            .Node("Conv", ["r1", "w2", "b2"], ["y"])
            .Output<float>("y");
    }

    private static QuantizedModel Quantize(
        OnnxModelBuilder builder, bool perChannel = true, string shape = "4, 3, 6, 6", Func<Value, (float Min, float Max)>? range = null)
    {
        var graph = FloatExecution.Normalize(builder.ToBytes());
        return range is null
            ? QuantizedModel.Create(graph, Enumerable.Range(1, 6).Select(seed => QuantizedModel.ToSample(Sample(shape, seed))), perChannel)
            : QuantizedModel.Create(graph, range);
    }

    private static void AssertSameBytes(QuantizedModel model, string shape)
    {
        foreach (var optimization in new[] { OrtOptimization.None, OrtOptimization.All })
        {
            var comparison = QdqComparison.Run(model, Enumerable.Range(100, 4).Select(seed => Sample(shape, seed)), optimization);
            Assert.All(comparison.Bytes.Values, bytes => Assert.True(bytes is { Identical: 1, Total: > 0 }, bytes.ToString()));
            Assert.All(comparison.Floats.Values, error => Assert.InRange(error, 0, 1e-6));
        }
    }

    private static OrtTensor Sample(string shape, int seed)
    {
        var dimensions = Array.ConvertAll(shape.Split(", "), int.Parse);
        return OrtTensor.Create(Values(dimensions.Aggregate((product, dimension) => product * dimension), seed), dimensions);
    }

    private static float[] Values(int count, int seed = 0)
    {
        var random = new Random((1000 * count) + seed);
        return [.. Enumerable.Range(0, count).Select(_ => (random.NextSingle() * 2) - 1)];
    }
}
