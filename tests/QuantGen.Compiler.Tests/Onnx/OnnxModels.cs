using Google.Protobuf;
using QuantGen.Compiler.Onnx.Proto;
using AttributeType = QuantGen.Compiler.Onnx.Proto.AttributeProto.Types.AttributeType;
using DataLocation = QuantGen.Compiler.Onnx.Proto.TensorProto.Types.DataLocation;
using DataType = QuantGen.Compiler.Onnx.Proto.TensorProto.Types.DataType;

namespace QuantGen.Compiler.Tests.Onnx;

/// <summary>Models as protobuf, for tests of files that no builder would write.</summary>
internal static class OnnxModels
{
    /// <summary>x[N, 2] to y[N, 2] by the given nodes.</summary>
    public static ModelProto Model(params IEnumerable<NodeProto> nodes)
    {
        var graph = new GraphProto { Name = "test", Input = { Port("x", 2) }, Output = { Port("y", 2) }, Node = { nodes } };
        return new ModelProto { IrVersion = 8, Graph = graph, OpsetImport = { new OperatorSetIdProto { Domain = "", Version = 13 } } };
    }

    /// <summary>A node named after its first output.</summary>
    public static NodeProto Node(string type, string[] inputs, string[] outputs, params IEnumerable<AttributeProto> attributes)
    {
        return new NodeProto
        {
            OpType = type,
            Name = $"node_{outputs[0]}",
            Input = { inputs },
            Output = { outputs },
            Attribute = { attributes },
        };
    }

    /// <summary>An attribute that holds a branch of If.</summary>
    public static AttributeProto Branch(string name, string output, params IEnumerable<NodeProto> nodes)
    {
        var graph = new GraphProto { Name = name, Node = { nodes }, Output = { Port(output, 2) } };
        return new AttributeProto { Name = name, Type = AttributeType.Graph, G = graph };
    }

    /// <summary>A float initializer [2].</summary>
    public static TensorProto Pair(string name, float first, float second)
    {
        byte[] bytes = [.. BitConverter.GetBytes(first), .. BitConverter.GetBytes(second)];
        return new TensorProto { Name = name, DataType = (int)DataType.Float, Dims = { 2 }, RawData = ByteString.CopyFrom(bytes) };
    }

    /// <summary>A float initializer [2] whose bytes lie in a file.</summary>
    public static TensorProto ExternalPair(string name, params (string Key, string Value)[] entries)
    {
        var tensor = new TensorProto { Name = name, DataType = (int)DataType.Float, Dims = { 2 }, DataLocation = DataLocation.External };
        tensor.ExternalData.AddRange(entries.Select(entry => new StringStringEntryProto { Key = entry.Key, Value = entry.Value }));
        return tensor;
    }

    /// <summary>A boolean initializer.</summary>
    public static TensorProto Condition(string name, bool value)
    {
        return new TensorProto { Name = name, DataType = (int)DataType.Bool, RawData = ByteString.CopyFrom(value ? (byte)1 : (byte)0) };
    }

    /// <summary>A float input or output [N, size].</summary>
    public static ValueInfoProto Port(string name, long size)
    {
        var shape = new TensorShapeProto
        {
            Dim =
            {
                new TensorShapeProto.Types.Dimension { DimParam = "N" },
                new TensorShapeProto.Types.Dimension { DimValue = size },
            },
        };
        var type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)DataType.Float, Shape = shape } };
        return new ValueInfoProto { Name = name, Type = type };
    }
}
