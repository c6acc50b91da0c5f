using Google.Protobuf;
using QuantGen.Compiler.Diagnostics;
using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Onnx;
using QuantGen.Compiler.Onnx.Proto;
using QuantGen.Compiler.Passes;
using QuantGen.Compiler.Tests.Calibration;
using Xunit;
using static QuantGen.Compiler.Tests.Onnx.OnnxModels;

namespace QuantGen.Compiler.Tests.Onnx;

public sealed class OnnxModelReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string ModelPath => _folder["model.onnx"];

    public void Dispose()
    {
        _folder.Dispose();
    }

    [Fact]
    public void MissingFileIsNamed()
    {
        var diagnostic = Assert.Single(Fails());
        Assert.Equal("QG0101", diagnostic.Id);
        Assert.Equal(ModelPath, diagnostic.Location.File);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{ \"format\": \"not onnx\" }")]
    public void OtherFilesAreNotOnnx(string content)
    {
        File.WriteAllText(ModelPath, content);
        var diagnostic = Assert.Single(Fails());
        Assert.Contains(diagnostic.Id, new[] { "QG0102", "QG0103" });
    }

    [Theory]
    [InlineData("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 97228\n", "git lfs pull")]
    [InlineData("<!DOCTYPE html>\n<html>\n", "web page")]
    [InlineData("PK\u0003\u0004\u0014\0\0\0data.pkl", "ZIP archive")]
    [InlineData("\u0089HDF\r\n\u001a\n", "HDF5")]
    [InlineData("\u001c\0\0\0TFL3\u0014\0", "TensorFlow Lite")]
    public void FileOfAnotherKindIsRecognized(string content, string expected)
    {
        File.WriteAllText(ModelPath, content, System.Text.Encoding.Latin1);
        var diagnostic = Assert.Single(Fails());
        Assert.Equal("QG0102", diagnostic.Id);
        Assert.Contains(expected, diagnostic.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void EveryPrefixOfAModelIsRefused()
    {
        var bytes = Model(Node("Relu", ["x"], ["y"])).ToByteArray();
        for (var length = 0; length < bytes.Length; length++)
        {
            File.WriteAllBytes(ModelPath, bytes[..length]);
            Assert.Contains(Assert.Single(Fails()).Id, new[] { "QG0102", "QG0103", "QG0203" });
        }
    }

    [Fact]
    public void FileThatEndsInsideAFieldIsTruncated()
    {
        var bytes = Model(Node("Relu", ["x"], ["y"])).ToByteArray();
        File.WriteAllBytes(ModelPath, bytes[..(bytes.Length / 2)]);
        Assert.Equal("QG0103", Assert.Single(Fails()).Id);
    }

    [Fact]
    public void TensorWithTooFewBytesIsTruncated()
    {
        var model = Model(Node("Add", ["x", "w"], ["y"]));
        var tensor = Pair("w", 1, 2);
        tensor.RawData = ByteString.CopyFrom(1, 2, 3);
        model.Graph.Initializer.Add(tensor);
        AssertRefused(model, "QG0103", "'w' should have 8 bytes and has 3");
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(int.MaxValue)]
    [InlineData(long.MaxValue)]
    public void TensorOfImpossibleSizeIsInvalid(long dimension)
    {
        var model = Model(Node("Add", ["x", "w"], ["y"]));
        var tensor = Pair("w", 1, 2);
        tensor.Dims[0] = dimension;
        model.Graph.Initializer.Add(tensor);
        AssertRefused(model, "QG0203", "negative or too large");
    }

    [Theory]
    [InlineData(6)]
    [InlineData(26)]
    [InlineData(-1)]
    public void OtherOpsetsAreNamed(long version)
    {
        var model = Model(Node("Relu", ["x"], ["y"]));
        model.OpsetImport[0].Version = version;
        AssertRefused(model, "QG0201", $"opset {version} ");
    }

    [Theory]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(11)]
    [InlineData(13)]
    [InlineData(18)]
    [InlineData(22)]
    public void EveryOpsetInBetweenIsRead(long version)
    {
        var model = Model(Node("Relu", ["x"], ["y"]));
        model.OpsetImport[0].Version = version;
        Assert.Equal(["Relu 'node_y'"], Reads(model).Nodes.Select(node => node.ToString()));
    }

    [Fact]
    public void EveryUnsupportedOperatorIsNamedAtOnce()
    {
        var domain = Node("FusedThing", ["b"], ["y"]);
        domain.Domain = "com.vendor";
        var model = Model(Node("NoSuchOperator", ["x"], ["a"]), Node("Relu", ["a"], ["b"]), domain);
        Save(model);
        var diagnostics = Fails();
        Assert.Equal(["QG0202", "QG0202"], diagnostics.Select(diagnostic => diagnostic.Id));
        Assert.Contains("'NoSuchOperator' of node 'node_a'", diagnostics[0].Message, StringComparison.Ordinal);
        Assert.Contains("'com.vendor.FusedThing' of node 'node_y'", diagnostics[1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void CycleIsInvalid()
    {
        var model = Model(Node("Add", ["x", "b"], ["a"]), Node("Relu", ["a"], ["b"]), Node("Relu", ["b"], ["y"]));
        AssertRefused(model, "QG0203", "form a cycle");
    }

    [Fact]
    public void NameThatIsDefinedTwiceIsInvalid()
    {
        AssertRefused(Model(Node("Relu", ["x"], ["y"]), Node("Abs", ["x"], ["y"])), "QG0203", "two tensors have this name");
        AssertRefused(Model(Node("Relu", ["x"], ["x"]), Node("Relu", ["x"], ["y"])), "QG0203", "two tensors have this name");
    }

    [Fact]
    public void InputThatIsDefinedNowhereIsInvalid()
    {
        AssertRefused(Model(Node("Relu", ["nowhere"], ["y"])), "QG0203", "input 'nowhere' is defined nowhere");
    }

    [Fact]
    public void OutputThatNobodyComputesIsInvalid()
    {
        AssertRefused(Model(Node("Relu", ["x"], ["z"])), "QG0203", "no node computes this output");
    }

    [Fact]
    public void NodesOutOfOrderAreSorted()
    {
        var graph = Reads(Model(Node("Relu", ["b"], ["y"]), Node("MaxPool", ["a"], ["b"]), Node("Relu", ["x"], ["a"])));
        Assert.Equal(["node_a", "node_b", "node_y"], graph.Nodes.Select(node => node.Name));
    }

    [Fact]
    public void InitializerThatIsAlsoAnInputIsAConstant()
    {
        // Before IR version 4 every initializer was an input too.
        var model = Model(Node("Add", ["x", "w"], ["y"]));
        model.Graph.Initializer.Add(Pair("w", 1, 2));
        model.Graph.Input.Add(Port("w", 2));
        var graph = Reads(model);
        Assert.Equal(["x"], graph.Inputs.Select(input => input.Name));
        Assert.Equal([1f, 2f], graph.Nodes.Single().Input(1).Constant!.ToFloat32());
    }

    [Theory]
    [InlineData(true, "MaxPool")]
    [InlineData(false, "Relu")]
    public void IfOnAConstantIsTheBranchThatRuns(bool condition, string expected)
    {
        // Both branches read x from outside, and call their own result r.
        var pool = Node("MaxPool", ["x4"], ["r"], new AttributeProto
        {
            Name = "kernel_shape",
            Type = AttributeProto.Types.AttributeType.Ints,
            Ints = { 1, 1 },
        });
        var model = Model(
            Node("If", ["c"], ["y"], Branch("then_branch", "r", pool), Branch("else_branch", "r", Node("Relu", ["x4"], ["r"]))));
        model.Graph.Initializer.Add(Condition("c", condition));
        var input = Port("x4", 2);
        input.Type.TensorType.Shape.Dim.AddRange(Enumerable.Repeat(new TensorShapeProto.Types.Dimension { DimValue = 2 }, 2));
        model.Graph.Input.Add(input);
        var graph = Reads(model);
        GraphPasses.Normalize(graph);
        Assert.Equal([expected], graph.Nodes.Select(node => node.OperatorType));
        Assert.Equal("y", graph.Nodes.Single().Output.Name);
    }

    [Fact]
    public void IfOnAnInputIsNotSupported()
    {
        var branches = new[] { "then_branch", "else_branch" }.Select(name => Branch(name, "r", Node("Relu", ["x"], ["r"])));
        var model = Model(Node("If", ["x"], ["y"], branches));
        Save(model);
        var exception = Assert.Throws<CompilationException>(() => GraphPasses.Normalize(OnnxModelReader.Read(ModelPath)));
        Assert.Equal("QG0202", Assert.Single(exception.Diagnostics).Id);
    }

    private ModelGraph Reads(ModelProto model)
    {
        Save(model);
        return OnnxModelReader.Read(ModelPath);
    }

    private void AssertRefused(ModelProto model, string id, string reason)
    {
        Save(model);
        var diagnostic = Assert.Single(Fails());
        Assert.Equal(id, diagnostic.Id);
        Assert.Contains(reason, diagnostic.Message, StringComparison.Ordinal);
    }

    private void Save(ModelProto model)
    {
        File.WriteAllBytes(ModelPath, model.ToByteArray());
    }

    private IReadOnlyList<Diagnostic> Fails()
    {
        return Assert.Throws<CompilationException>(() => OnnxModelReader.Read(ModelPath)).Diagnostics;
    }
}
