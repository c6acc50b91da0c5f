using System.Globalization;
using Google.Protobuf;
using QuantGen.Compiler.Onnx.Proto;
using QuantGen.OnnxRuntime;
using AttributeType = QuantGen.Compiler.Onnx.Proto.AttributeProto.Types.AttributeType;

namespace QuantGen.TestSupport.Models;

/// <summary>Writes small ONNX models for tests.</summary>
/// <example>
/// <code>
/// var model = new OnnxModelBuilder(opset: 11)
///     .Input&lt;float&gt;("x", "N, 3, 8")
///     .Node("Softmax", ["x"], ["y"], ("axis", 1))
///     .Output&lt;float&gt;("y");
/// </code>
/// </example>
public sealed class OnnxModelBuilder
{
    /// <summary>The newest version that every ONNX Runtime of the last years reads.</summary>
    private const int IrVersion = 8;

    private const string Microsoft = "com.microsoft";

    private readonly GraphProto _graph = new() { Name = "test" };
    private readonly int _opset;

    /// <summary>Starts a model.</summary>
    /// <param name="opset">Version of ai.onnx.</param>
    public OnnxModelBuilder(int opset)
    {
        _opset = opset;
    }

    /// <summary>Adds a model input.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="name">Its name.</param>
    /// <param name="shape">Sizes and symbols with commas between them, for instance <c>"N, 3, 8"</c>; empty for a scalar.</param>
    public OnnxModelBuilder Input<T>(string name, string shape)
        where T : unmanaged
    {
        _graph.Input.Add(Port<T>(name, shape));
        return this;
    }

    /// <summary>Adds a model output of any shape.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    public OnnxModelBuilder Output<T>(string name)
        where T : unmanaged
    {
        _graph.Output.Add(Port<T>(name, null));
        return this;
    }

    /// <summary>Adds an initializer.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    public OnnxModelBuilder Constant<T>(string name, T[] values, params ReadOnlySpan<int> dimensions)
        where T : unmanaged
    {
        var tensor = ToProto(OrtTensor.Create(values, dimensions));
        tensor.Name = name;
        _graph.Initializer.Add(tensor);
        return this;
    }

    /// <summary>Adds a node.</summary>
    /// <param name="type">The ONNX operator; one of ONNX Runtime's own with <c>com.microsoft.</c> before its name.</param>
    /// <param name="inputs">Names; empty where an optional input is left out, but not at the end: ONNX Runtime crashes on that.</param>
    /// <param name="outputs">Names.</param>
    /// <param name="attributes"><c>int</c>, <c>float</c>, <c>string</c>, <c>int[]</c>, <c>float[]</c>, <c>string[]</c>, <see cref="OrtTensor"/> or <see cref="GraphProto"/> by name.</param>
    public OnnxModelBuilder Node(string type, string[] inputs, string[] outputs, params ReadOnlySpan<(string Name, object Value)> attributes)
    {
        var domain = type.StartsWith($"{Microsoft}.", StringComparison.Ordinal) ? Microsoft : "";
        var node = new NodeProto { Domain = domain, OpType = type[(domain.Length == 0 ? 0 : domain.Length + 1)..], Name = $"{type}_{_graph.Node.Count}" };
        node.Input.AddRange(inputs);
        node.Output.AddRange(outputs);
        foreach (var (name, value) in attributes)
        {
            node.Attribute.Add(Attribute(name, value));
        }

        _graph.Node.Add(node);
        return this;
    }

    /// <summary>The file's bytes.</summary>
    public byte[] ToBytes()
    {
        var model = new ModelProto { IrVersion = IrVersion, ProducerName = "QuantGen tests", Graph = _graph };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = _opset });
        if (_graph.Node.Any(node => node.Domain == Microsoft))
        {
            model.OpsetImport.Add(new OperatorSetIdProto { Domain = Microsoft, Version = 1 });
        }

        return model.ToByteArray();
    }

    private static ValueInfoProto Port<T>(string name, string? shape)
        where T : unmanaged
    {
        var tensor = new TypeProto.Types.Tensor { ElemType = OrtTensor.Create<T>([], 0).OnnxElementType };
        if (shape is not null)
        {
            tensor.Shape = new TensorShapeProto();
            tensor.Shape.Dim.AddRange(shape.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Dimension));
        }

        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = tensor } };
    }

    private static TensorShapeProto.Types.Dimension Dimension(string text)
    {
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var size)
            ? new TensorShapeProto.Types.Dimension { DimValue = size }
            : new TensorShapeProto.Types.Dimension { DimParam = text };
    }

    private static AttributeProto Attribute(string name, object value)
    {
        return value switch
        {
            int number => new AttributeProto { Name = name, Type = AttributeType.Int, I = number },
            float number => new AttributeProto { Name = name, Type = AttributeType.Float, F = number },
            string text => new AttributeProto { Name = name, Type = AttributeType.String, S = ByteString.CopyFromUtf8(text) },
            int[] numbers => new AttributeProto { Name = name, Type = AttributeType.Ints, Ints = { numbers.Select(number => (long)number) } },
            float[] numbers => new AttributeProto { Name = name, Type = AttributeType.Floats, Floats = { numbers } },
            GraphProto graph => new AttributeProto { Name = name, Type = AttributeType.Graph, G = graph },
            string[] texts => new AttributeProto { Name = name, Type = AttributeType.Strings, Strings = { texts.Select(ByteString.CopyFromUtf8) } },
            OrtTensor tensor => new AttributeProto { Name = name, Type = AttributeType.Tensor, T = ToProto(tensor) },
            _ => throw new ArgumentException($"'{name}' is a {value.GetType()}.", nameof(value)),
        };
    }

    private static TensorProto ToProto(OrtTensor tensor)
    {
        var proto = new TensorProto { DataType = tensor.OnnxElementType, RawData = ByteString.CopyFrom(tensor.Bytes) };
        proto.Dims.AddRange(tensor.Dimensions.Select(dimension => (long)dimension));
        return proto;
    }
}
