using System.Globalization;
using Google.Protobuf;
using QuantGen.Compiler.Diagnostics;
using QuantGen.Compiler.Onnx.Proto;
using QuantGen.Compiler.Quantization;
using QuantGen.Compiler.Tests.Calibration;
using QuantGen.TestSupport.Mutation;
using Xunit;
using static QuantGen.Compiler.Tests.Onnx.OnnxModels;
using AttributeType = QuantGen.Compiler.Onnx.Proto.AttributeProto.Types.AttributeType;
using DataType = QuantGen.Compiler.Onnx.Proto.TensorProto.Types.DataType;

namespace QuantGen.Compiler.Tests.Onnx;

/// <summary>Models that are made to break a reader: each is refused with a diagnostic, in every mode, in bounded time and memory.</summary>
public sealed class HostileModelTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string ModelPath => _folder["model.onnx"];

    public void Dispose()
    {
        _folder.Dispose();
    }

    [Theory]
    [InlineData("2147483648", "more than 2147483647")]
    [InlineData("9223372036854775807", "more than 2147483647")]
    [InlineData("2147483647", "too large")]
    [InlineData("65536 65536", "too large")]
    [InlineData("65536 65536 65536", "too large")]
    [InlineData("2147483647 2147483647 2147483647", "too large")]
    public void Input_of_impossible_size(string dimensions, string reason)
    {
        var model = Model(Node("Relu", ["x"], ["y"]));
        var shape = model.Graph.Input[0].Type.TensorType.Shape;
        shape.Dim.RemoveAt(1);
        shape.Dim.AddRange(Numbers(dimensions).Select(dimension => new TensorShapeProto.Types.Dimension { DimValue = dimension }));
        Refused(model, "QG0203", reason);
    }

    [Theory]
    [InlineData("2147483648")]
    [InlineData("4294967296 4294967296")]
    [InlineData("2147483648 2147483648 4")]
    [InlineData("3037000500 3037000500")]
    [InlineData("-1")]
    [InlineData("-2 -1")]
    [InlineData("-9223372036854775808 -1")]
    public void Tensor_whose_size_overflows(string dimensions)
    {
        var tensor = Pair("w", 1, 2);
        tensor.Dims.Clear();
        tensor.Dims.AddRange(Numbers(dimensions));
        Refused(WithInitializer(tensor), "QG0203", "negative or too large");
    }

    [Fact]
    public void Shapes_that_grow_at_every_node()
    {
        // Thirty concatenations of a tensor with itself: 2^31 elements for one sample.
        var nodes = Enumerable.Range(0, 30).Select(i => Concat(i == 0 ? "x" : $"c{i - 1}", i == 29 ? "y" : $"c{i}"));
        Refused(Model(nodes), "QG0203", "too large");

        static NodeProto Concat(string input, string output)
        {
            return Node("Concat", [input, input], [output], new AttributeProto { Name = "axis", Type = AttributeType.Int, I = 1 });
        }
    }

    [Fact]
    public void Constant_that_would_fill_the_memory()
    {
        // 2^40 numbers from a shape of two.
        var shape = new TensorProto { Name = "s", DataType = (int)DataType.Int64, Dims = { 2 }, Int64Data = { 1 << 20, 1 << 20 } };
        var model = Model(Node("ConstantOfShape", ["s"], ["c"]), Node("Add", ["x", "c"], ["y"]));
        model.Graph.Initializer.Add(shape);
        Refused(model, "QG0203", "too large");
    }

    [Fact]
    public void Length_that_is_claimed_and_not_there()
    {
        // Two gigabytes of producer's name in a file of seven bytes, and of raw data in a tensor of a graph.
        byte[] length = [0x80, 0xFE, 0xFF, 0xFF, 0x07];
        Refused([0x12, .. length, 0x00], "QG0103", "ends in the middle of a field");
        byte[] tensor = [0x4A, .. length, 0x00];
        byte[] graph = [0x2A, (byte)tensor.Length, .. tensor];
        Refused([0x3A, (byte)graph.Length, .. graph], "QG0103", "ends in the middle of a field");

        // The largest length there is, which overflows where it is added to a position.
        Refused([0x3A, 0xFF, 0xFF, 0xFF, 0xFF, 0x07, 0x00], "QG0102", "cannot be parsed");
    }

    [Fact]
    public void Cycles()
    {
        Refused(Model(Node("Add", ["x", "y"], ["y"])), "QG0203", "cycle");
        Refused(Model(Node("Add", ["x", "b"], ["a"]), Node("Relu", ["a"], ["b"]), Node("Relu", ["b"], ["y"])), "QG0203", "cycle");

        // Through a branch that reads what comes after it.
        var branch = Branch("then_branch", "r", Node("Relu", ["y"], ["r"]));
        var model = Model(Node("If", ["c"], ["a"], branch, Branch("else_branch", "r", Node("Relu", ["x"], ["r"]))), Node("Relu", ["a"], ["y"]));
        model.Graph.Initializer.Add(Condition("c", true));
        Refused(model, "QG0203", "cycle");
    }

    [Fact]
    public void Names_that_are_defined_twice()
    {
        Refused(Model(Node("Relu", ["x"], ["y"]), Node("Abs", ["x"], ["y"])), "QG0203", "two tensors have this name");
        var model = WithInitializer(Pair("w", 1, 2));
        model.Graph.Initializer.Add(Pair("w", 3, 4));
        Refused(model, "QG0203", "two tensors have this name");
        model = Model(Node("Relu", ["x"], ["y"]));
        model.Graph.Input.Add(Port("x", 2));
        Refused(model, "QG0203", "two tensors have this name");
    }

    [Fact]
    public void Branches_that_nest()
    {
        // As deep as protobuf is read, and any deeper: no parser may run out of its stack.
        Compiles(Nested(15).ToByteArray());
        Refused(NestedBytes(10_000), "QG0102", "nests deeper");
        Refused(NestedBytes(1_000_000), "QG0102", "nests deeper");
    }

    [Fact]
    public void Million_nodes()
    {
        // They are counted before anything is read of them.
        File.WriteAllBytes(ModelPath, Model(Enumerable.Repeat(Node("Relu", ["x"], ["y"]), 1_000_000)).ToByteArray());
        Refused(() => ModelCompiler.CompileHeader(Request(QuantizationMode.Dynamic)), "QG0209", "it has 1000000 nodes, and up to 65536 are compiled");
    }

    [Fact]
    public void As_many_nodes_as_are_compiled()
    {
        const int Count = 1 << 16;
        string[] operators = ["Abs", "Identity", "Neg", "Exp"];
        var nodes = Enumerable.Range(0, Count)
            .Select(i => Node(operators[i % operators.Length], [i == 0 ? "x" : $"same_{i}"], [i == Count - 1 ? "y" : $"same_{i + 1}"]));
        var model = Model(nodes);
        // Exporters leave nodes nameless, or name them alike.
        model.Graph.Node.ToList().ForEach(node => node.Name = "alike");
        Compiles(model.ToByteArray(), allocationLimit: 4L << 30);
    }

    [Fact]
    public void Too_many_ports()
    {
        var model = Model(Node("Relu", ["x"], ["y"]));
        model.Graph.Input.AddRange(Enumerable.Range(0, 2000).Select(i => Port($"x{i}", 2)));
        Refused(model, "QG0209", "it has 2001 inputs, and up to 1024 are compiled");
        model = Model(Node("Relu", ["x"], ["y"]));
        model.Graph.Output.AddRange(Enumerable.Range(0, 2000).Select(_ => Port("y", 2)));
        Refused(model, "QG0209", "it has 2001 outputs, and up to 1024 are compiled");
    }

    [Fact]
    public void External_data_that_leads_out_of_the_folder()
    {
        foreach (var location in new[] { "/dev/zero", "/etc/hostname", "../secret", "sub/../../secret", "..\\secret", "a\0b" })
        {
            Refused(WithInitializer(ExternalPair("w", ("location", location), ("offset", "0"))), "QG0104", "leads out of the model's folder");
        }
    }

    [Fact]
    public void Groups_that_nest_too_deeply()
    {
        // Field 100 as the start of a group, which protobuf would skip: never closed.
        var bytes = new byte[2_000_000];
        for (var i = 0; i < bytes.Length; i += 2)
        {
            (bytes[i], bytes[i + 1]) = (0xA3, 0x06);
        }

        Refused(bytes, "QG0102", "nests deeper");
    }

    [Fact]
    public void Function_that_calls_itself()
    {
        // Functions are not read: a node that calls one is an operator that nobody knows. Field 25 of a model is its functions.
        var call = Node("Itself", ["x"], ["y"]);
        call.Domain = "local";
        var body = call.ToByteArray();
        byte[] function = [0x0A, 6, .. "Itself"u8, 0x3A, (byte)body.Length, .. body, 0x52, 5, .. "local"u8];
        byte[] model = [.. Model(call).ToByteArray(), 0xCA, 0x01, (byte)function.Length, .. function];
        Refused(model, "QG0202", "'local.Itself'");
    }

    private static IEnumerable<long> Numbers(string text)
    {
        return text.Split(' ').Select(number => long.Parse(number, CultureInfo.InvariantCulture));
    }

    private static ModelProto WithInitializer(TensorProto tensor)
    {
        var model = Model(Node("Add", ["x", "w"], ["y"]));
        model.Graph.Initializer.Add(tensor);
        return model;
    }

    /// <summary>An If in an If in an If.</summary>
    private static ModelProto Nested(int depth)
    {
        var inner = Node("Relu", ["x"], ["r"]);
        for (var i = 0; i < depth; i++)
        {
            inner = Node("If", ["c"], ["r"], Branch("then_branch", "r", inner), Branch("else_branch", "r", Node("Abs", ["x"], ["r"])));
        }

        var model = Model(inner, Node("Relu", ["r"], ["y"]));
        model.Graph.Initializer.Add(Condition("c", true));
        return model;
    }

    /// <summary>The same with nothing but the nesting: a serializer would recurse.</summary>
    private static byte[] NestedBytes(int depth)
    {
        // From the inside out, and so backwards: the length of what a field holds is written before it.
        const byte Graph = 0x3A;
        const byte Node = 0x0A;
        const byte Attribute = 0x2A;
        const byte Branch = 0x32;
        var reversed = new List<byte>();
        for (var i = 0; i < depth; i++)
        {
            Array.ForEach([Node, Branch, Attribute], Wrap);
        }

        Array.ForEach([Node, Graph], Wrap);
        reversed.Reverse();
        return [.. reversed];

        void Wrap(byte tag)
        {
            List<byte> field = [tag];
            for (var length = reversed.Count; field.Count == 1 || length > 0; length >>= 7)
            {
                field.Add((byte)((length & 0x7F) | (length > 0x7F ? 0x80 : 0)));
            }

            field.Reverse();
            reversed.AddRange(field);
        }
    }

    private void Refused(ModelProto model, string id, string reason)
    {
        Refused(model.ToByteArray(), id, reason);
    }

    /// <summary>In every mode that needs no data, in an editor's design-time build, and where a build lists the files of a model.</summary>
    private void Refused(byte[] model, string id, string reason)
    {
        File.WriteAllBytes(ModelPath, model);
        var modes = new[] { QuantizationMode.Dynamic, QuantizationMode.WeightOnly, QuantizationMode.Imported }.Select(Request).ToArray();
        Assert.All(modes, request => Refused(() => ModelCompiler.Compile(request), id, reason));
        Refused(() => ModelCompiler.CompileHeader(modes[0]), id, reason);
        Assert.Null(BoundedRun.Failure(() => InputFilesOrDiagnostic(ModelPath)));
    }

    private static void Refused(Action compile, string id, string reason)
    {
        Assert.Null(BoundedRun.Failure(() =>
        {
            var diagnostic = Assert.Throws<CompilationException>(compile).Diagnostics[0];
            Assert.Equal(id, diagnostic.Id);
            Assert.Contains(reason, diagnostic.Message, StringComparison.Ordinal);
        }));
    }

    private static void InputFilesOrDiagnostic(string model)
    {
        try
        {
            var folder = Path.GetDirectoryName(model)!;
            Assert.All(InputFiles.OfModel(model), file => Assert.StartsWith(folder, file, StringComparison.Ordinal));
        }
        catch (CompilationException exception)
        {
            Assert.NotEmpty(exception.Diagnostics);
        }
    }

    private void Compiles(byte[] model, long allocationLimit = 1L << 30)
    {
        File.WriteAllBytes(ModelPath, model);
        Assert.Null(BoundedRun.Failure(() => Assert.NotEmpty(ModelCompiler.Compile(Request(QuantizationMode.Dynamic)).Plan), allocationLimit));
    }

    private CompileRequest Request(QuantizationMode mode)
    {
        return new CompileRequest
        {
            ClassName = "Hostile",
            RequestHash = ContentHash.OfText(""),
            ModelPath = ModelPath,
            Options = new QuantizationOptions { Mode = mode },
        };
    }
}
