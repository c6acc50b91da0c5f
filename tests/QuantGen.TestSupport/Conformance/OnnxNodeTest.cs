using QuantGen.Compiler.Onnx;
using QuantGen.Compiler.Onnx.Proto;
using QuantGen.OnnxRuntime;

namespace QuantGen.TestSupport.Conformance;

/// <summary>One of ONNX's own tests of a single operator: a model, its inputs, and the outputs that ONNX's reference gives.</summary>
/// <remarks>A test of an operator's expansion into others (<c>test_softmax_example_expanded</c>) counts as one of the operator.</remarks>
public sealed class OnnxNodeTest
{
    /// <summary>The relative bound of ONNX's own test runner, for floats.</summary>
    private const double Relative = 1e-3;

    /// <summary>Its absolute bound.</summary>
    private const double Absolute = 1e-7;

    private const string Expansion = "_expanded";

    private readonly string _folder;
    private readonly ModelProto _model;

    private OnnxNodeTest(string folder)
    {
        _folder = folder;
        _model = OnnxModelReader.ParseAny(ModelPath);
    }

    /// <summary>The test's folder, for instance <c>test_averagepool_2d_pads</c>.</summary>
    public string Name => Path.GetFileName(_folder);

    /// <summary>The model file.</summary>
    public string ModelPath => Path.Combine(_folder, "model.onnx");

    /// <summary>The operator that is tested; with its domain unless that is ai.onnx.</summary>
    public string Operator
    {
        get
        {
            var end = _folder.IndexOf(Expansion, StringComparison.Ordinal);
            var node = end > 0 && Directory.Exists(_folder[..end]) ? new OnnxNodeTest(_folder[..end])._model.Graph.Node[^1] : _model.Graph.Node[^1];
            return OnnxModelReader.IsOnnx(node.Domain) ? node.OpType : $"{node.Domain}.{node.OpType}";
        }
    }

    /// <summary>The ONNX name of the element type of the first input, or output where there is none; empty when that is no tensor.</summary>
    public string ElementType
    {
        get
        {
            var type = _model.Graph.Input.Concat(_model.Graph.Output).First().Type.TensorType;
            return type is null ? "" : ((TensorProto.Types.DataType)type.ElemType).ToString().ToLowerInvariant();
        }
    }

    /// <summary>The inputs by the graph's names, in its order.</summary>
    /// <exception cref="NotSupportedException">One has an element type without a .NET type.</exception>
    public IReadOnlyList<(string Name, OrtTensor Tensor)> Inputs => [.. TensorInputs.Select(name => (name, ToOrtTensor(Input(name))))];

    /// <summary>The names of the inputs that are tensors, in the graph's order.</summary>
    internal IReadOnlyList<string> TensorInputs =>
        [.. _model.Graph.Input.Where(input => input.Type.ValueCase == TypeProto.ValueOneofCase.TensorType).Select(input => input.Name)];

    /// <summary>Every test under <c>shared/conformance/node</c>, by name; skips the test when the machine does not have them.</summary>
    public static IEnumerable<OnnxNodeTest> All()
    {
        return Directory.GetDirectories(Folder("")).Order(StringComparer.Ordinal).Select(folder => new OnnxNodeTest(folder));
    }

    /// <summary>Loads <c>shared/conformance/node/NAME</c>; skips the test when the machine does not have it.</summary>
    /// <param name="name">The test's folder, for instance <c>test_averagepool_2d_pads</c>.</param>
    public static OnnxNodeTest Load(string name)
    {
        return new OnnxNodeTest(Folder(name));
    }

    /// <summary>
    /// Fails unless <paramref name="actual"/> holds every expected output, exactly for integers and booleans, else to ONNX's own
    /// bounds: relative 1e-3, absolute 1e-7.
    /// </summary>
    public void AssertOutputs(IReadOnlyDictionary<string, OrtTensor> actual)
    {
        for (var i = 0; i < _model.Graph.Output.Count; i++)
        {
            var (name, proto) = (_model.Graph.Output[i].Name, Read("output", i));
            var (expected, given) = (ToOrtTensor(proto), actual[name]);
            if (proto.DataType == (int)TensorProto.Types.DataType.Bfloat16)
            {
                (expected, given) = (Widen(expected), Widen(given));
            }

            TensorAssert.Close(expected, given, Relative, Absolute, name);
        }
    }

    /// <summary>The contents of an input.</summary>
    internal TensorProto Input(string name)
    {
        return Read("input", _model.Graph.Input.Select(input => input.Name).ToList().IndexOf(name));
    }

    /// <summary>
    /// The model, with inputs made initializers, in the nearest opset that QuantGen reads: a test is in the one that brought its form or allowed
    /// another element type, for <c>Not</c> 1 and for <c>Range</c> 27.
    /// </summary>
    internal ModelProto Model(IEnumerable<string> constants)
    {
        var model = _model.Clone();
        foreach (var opset in model.OpsetImport.Where(opset => OnnxModelReader.IsOnnx(opset.Domain)))
        {
            opset.Version = Math.Clamp(opset.Version, OnnxModelReader.OldestOpset, OnnxModelReader.NewestOpset);
        }

        foreach (var name in constants)
        {
            var tensor = Input(name);
            tensor.Name = name;
            model.Graph.Initializer.Add(tensor);
        }

        return model;
    }

    /// <summary>A tensor with its bytes as ONNX Runtime takes them; bfloat16 as its bits.</summary>
    /// <exception cref="NotSupportedException">Its element type has no .NET type, for instance string or int4.</exception>
    internal static OrtTensor ToOrtTensor(TensorProto proto)
    {
        var type = proto.DataType == (int)TensorProto.Types.DataType.Bfloat16 ? (int)TensorProto.Types.DataType.Uint16 : proto.DataType;
        var tensor = OrtTensor.Allocate(type, [.. proto.Dims.Select(dimension => checked((int)dimension))]);
        var bytes = proto.HasRawData ? proto.RawData.Span : new OnnxTensorReader(modelFile: "").Read(proto).Bytes;
        bytes.CopyTo(tensor.Bytes);
        return tensor;
    }

    /// <summary>The bits of bfloat16 as numbers.</summary>
    private static OrtTensor Widen(OrtTensor bits)
    {
        return OrtTensor.Create(Array.ConvertAll(bits.Get<ushort>(), value => BitConverter.UInt32BitsToSingle((uint)value << 16)), [.. bits.Dimensions]);
    }

    private static string Folder(string name)
    {
        return SharedData.Get(Path.Combine("conformance", "node", name));
    }

    private TensorProto Read(string kind, int index)
    {
        return TensorProto.Parser.ParseFrom(File.ReadAllBytes(Path.Combine(_folder, "test_data_set_0", $"{kind}_{index}.pb")));
    }
}
