using Google.Protobuf;
using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Onnx;
using QuantGen.Compiler.Onnx.Proto;
using QuantGen.Plan;

namespace QuantGen.Compiler.Export;

/// <summary>The graph's data as ONNX messages.</summary>
internal static class OnnxProtos
{
    /// <summary>A node of ai.onnx; an empty name stands for an input or output that is left out.</summary>
    public static NodeProto Node(string type, string name, IEnumerable<string> inputs, params IEnumerable<string> outputs)
    {
        var node = new NodeProto { OpType = type, Name = name };
        node.Input.AddRange(inputs);
        node.Output.AddRange(outputs);
        return node;
    }

    public static TensorProto Tensor(string name, TensorData data)
    {
        // Raw data is little-endian, as every platform that .NET runs on.
        var tensor = new TensorProto { Name = name, DataType = OnnxElementTypes.Write(data.Type), RawData = ByteString.CopyFrom(data.Bytes) };
        tensor.Dims.AddRange(data.Dimensions.Select(dimension => (long)dimension));
        return tensor;
    }

    /// <summary>Type and shape of a model input or output; a symbolic dimension is written as the expression's text.</summary>
    public static ValueInfoProto ValueInfo(Value value)
    {
        var shape = new TensorShapeProto();
        shape.Dim.AddRange(value.Dimensions.Select(Dimension));
        var type = new TypeProto.Types.Tensor { ElemType = OnnxElementTypes.Write(value.Type), Shape = shape };
        return new ValueInfoProto { Name = value.Name, Type = new TypeProto { TensorType = type } };
    }

    public static AttributeProto Attribute(string name, object value)
    {
        var attribute = new AttributeProto { Name = name };
        switch (value)
        {
            case long integer:
                (attribute.Type, attribute.I) = (AttributeProto.Types.AttributeType.Int, integer);
                break;
            case float number:
                (attribute.Type, attribute.F) = (AttributeProto.Types.AttributeType.Float, number);
                break;
            case string text:
                (attribute.Type, attribute.S) = (AttributeProto.Types.AttributeType.String, ByteString.CopyFromUtf8(text));
                break;
            case TensorData tensor:
                (attribute.Type, attribute.T) = (AttributeProto.Types.AttributeType.Tensor, Tensor("", tensor));
                break;
            case long[] integers:
                attribute.Type = AttributeProto.Types.AttributeType.Ints;
                attribute.Ints.AddRange(integers);
                break;
            case float[] numbers:
                attribute.Type = AttributeProto.Types.AttributeType.Floats;
                attribute.Floats.AddRange(numbers);
                break;
            case string[] texts:
                attribute.Type = AttributeProto.Types.AttributeType.Strings;
                attribute.Strings.AddRange(texts.Select(ByteString.CopyFromUtf8));
                break;
            default:
                // Subgraphs are imported into the graph when it is normalized.
                throw new InvalidOperationException($"Attribute '{name}' is a {value.GetType().Name}, which no normalized graph holds.");
        }

        return attribute;
    }

    private static TensorShapeProto.Types.Dimension Dimension(Dimension dimension)
    {
        return dimension.Value is { } size
            ? new TensorShapeProto.Types.Dimension { DimValue = size }
            : new TensorShapeProto.Types.Dimension { DimParam = dimension.ToString() };
    }
}
