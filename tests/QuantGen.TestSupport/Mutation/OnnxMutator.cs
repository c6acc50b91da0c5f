using Google.Protobuf;
using QuantGen.Compiler.Onnx.Proto;

namespace QuantGen.TestSupport.Mutation;

/// <summary>Damages the contents of ONNX models and leaves the protobuf around them whole: what a careless reader would believe.</summary>
public sealed class OnnxMutator
{
    /// <summary>Sizes and indices at the edges of what the types hold.</summary>
    private static readonly long[] Numbers =
    [
        0, 1, -1, 2, -2, 3, -3, 7, 255, 1000, 65_536, int.MaxValue, int.MinValue, 1L << 31, 1L << 32, (1L << 32) + 1, 1L << 40, 1L << 62,
        long.MaxValue, long.MinValue,
    ];

    private readonly Random _random;
    private readonly Action<ModelProto>[] _mutations;

    /// <summary>Starts a sequence of mutations.</summary>
    /// <param name="seed">The same seed gives the same sequence.</param>
    public OnnxMutator(int seed)
    {
        _random = new Random(seed);
        _mutations =
        [
            ChangeInitializerDimension, ChangeInitializerType, ChangeInitializerData, ChangeInputDimension, ChangeInputType,
            ChangeAttribute, RemoveAttribute, RetypeAttribute, ChangeOperator, ChangeNodeInput, ChangeNodeOutput, RemoveNode, DuplicateNode, MoveNode,
            ChangeOpset, RemoveInitializer, ChangeOutput, AddNodeOperand, MakeExternal, AddRank,
        ];
    }

    /// <summary>A damaged copy of a model: one to three mutations.</summary>
    /// <param name="original">A valid ONNX file; it stays as it is.</param>
    public byte[] Mutate(byte[] original)
    {
        var model = ModelProto.Parser.ParseFrom(original);
        for (var count = _random.Next(1, 4); count > 0; count--)
        {
            _mutations[_random.Next(_mutations.Length)](model);
        }

        return model.ToByteArray();
    }

    private void ChangeInitializerDimension(ModelProto model)
    {
        if (Pick(model.Graph.Initializer) is { Dims.Count: > 0 } tensor)
        {
            tensor.Dims[_random.Next(tensor.Dims.Count)] = Number();
        }
    }

    private void AddRank(ModelProto model)
    {
        if (Pick(model.Graph.Initializer) is { } tensor)
        {
            tensor.Dims.AddRange(Enumerable.Repeat(1L, _random.Next(1, 1200)));
        }
    }

    private void ChangeInitializerType(ModelProto model)
    {
        if (Pick(model.Graph.Initializer) is { } tensor)
        {
            tensor.DataType = _random.Next(-1, 25);
        }
    }

    /// <summary>Contents are axes, shapes and repeats too: integers get the numbers at the edges.</summary>
    private void ChangeInitializerData(ModelProto model)
    {
        const int Int64 = (int)TensorProto.Types.DataType.Int64;
        var tensor = Pick([.. model.Graph.Initializer.Where(tensor => tensor.DataType == Int64)]) ?? Pick(model.Graph.Initializer);
        if (tensor is { HasRawData: true, RawData.Length: >= sizeof(long) })
        {
            var data = tensor.RawData.ToByteArray();
            BitConverter.GetBytes(Number()).CopyTo(data, _random.Next(data.Length / sizeof(long)) * sizeof(long));
            tensor.RawData = ByteString.CopyFrom(data);
        }
        else if (tensor is { Int64Data.Count: > 0 })
        {
            tensor.Int64Data[_random.Next(tensor.Int64Data.Count)] = Number();
        }
        else if (tensor is { FloatData.Count: > 0 })
        {
            tensor.FloatData.RemoveAt(_random.Next(tensor.FloatData.Count));
        }
    }

    private void ChangeInputDimension(ModelProto model)
    {
        if (Pick(model.Graph.Input)?.Type?.TensorType?.Shape?.Dim is { Count: > 0 } dimensions)
        {
            dimensions[_random.Next(dimensions.Count)] = _random.Next(3) == 0
                ? new TensorShapeProto.Types.Dimension { DimParam = _random.Next(2) == 0 ? "N" : "weird name / 2" }
                : new TensorShapeProto.Types.Dimension { DimValue = Number() };
        }
    }

    private void ChangeInputType(ModelProto model)
    {
        if (Pick(model.Graph.Input)?.Type?.TensorType is { } tensor)
        {
            tensor.ElemType = _random.Next(-1, 25);
        }
    }

    private void ChangeAttribute(ModelProto model)
    {
        if (Pick(Pick(model.Graph.Node)?.Attribute) is not { } attribute)
        {
            return;
        }

        attribute.I = Number();
        attribute.F = _random.Next(2) == 0 ? float.NaN : Number();
        if (attribute.Ints.Count > 0)
        {
            attribute.Ints[_random.Next(attribute.Ints.Count)] = Number();
        }
    }

    private void RemoveAttribute(ModelProto model)
    {
        if (Pick(model.Graph.Node) is { Attribute.Count: > 0 } node)
        {
            node.Attribute.RemoveAt(_random.Next(node.Attribute.Count));
        }
    }

    private void RetypeAttribute(ModelProto model)
    {
        if (Pick(Pick(model.Graph.Node)?.Attribute) is { } attribute)
        {
            attribute.Type = (AttributeProto.Types.AttributeType)_random.Next(-1, 15);
        }
    }

    /// <summary>Another operator of the model, or one that makes much of little, in a node's place.</summary>
    private void ChangeOperator(ModelProto model)
    {
        string[] hungry =
        [
            "Tile", "Expand", "ConstantOfShape", "Range", "Pad", "Reshape", "Gather", "Slice", "Split", "Transpose", "Shape", "Unsqueeze",
            "Squeeze", "Where", "Cast", "If", "Dropout", "Concat", "MatMulInteger", "QLinearConv", "ConvInteger", "QuantizeLinear",
            "DequantizeLinear", "Softmax", "LayerNormalization", "Resize", "ReduceMean", "LSTM", "Clip", "Pow", "Flatten",
            "BatchNormalization", "AveragePool", "ConvTranspose",
        ];
        if (Pick(model.Graph.Node) is { } node)
        {
            node.OpType = _random.Next(3) == 0 ? Pick(model.Graph.Node)!.OpType : Pick(hungry)!;
        }
    }

    private void ChangeNodeInput(ModelProto model)
    {
        if (Pick(model.Graph.Node) is { Input.Count: > 0 } node)
        {
            node.Input[_random.Next(node.Input.Count)] = AnyName(model);
        }
    }

    private void AddNodeOperand(ModelProto model)
    {
        if (Pick(model.Graph.Node) is { } node)
        {
            (_random.Next(2) == 0 ? node.Input : node.Output).Add(AnyName(model));
        }
    }

    private void ChangeNodeOutput(ModelProto model)
    {
        if (Pick(model.Graph.Node) is { Output.Count: > 0 } node)
        {
            node.Output[_random.Next(node.Output.Count)] = AnyName(model);
        }
    }

    private void RemoveNode(ModelProto model)
    {
        if (model.Graph.Node.Count > 0)
        {
            model.Graph.Node.RemoveAt(_random.Next(model.Graph.Node.Count));
        }
    }

    private void DuplicateNode(ModelProto model)
    {
        if (Pick(model.Graph.Node) is { } node)
        {
            model.Graph.Node.Add(node.Clone());
        }
    }

    private void MoveNode(ModelProto model)
    {
        if (Pick(model.Graph.Node) is { } node)
        {
            model.Graph.Node.Remove(node);
            model.Graph.Node.Insert(_random.Next(model.Graph.Node.Count + 1), node);
        }
    }

    private void ChangeOpset(ModelProto model)
    {
        if (Pick(model.OpsetImport) is { } opset)
        {
            opset.Version = _random.Next(4) == 0 ? Number() : _random.Next(7, 23);
        }
    }

    private void RemoveInitializer(ModelProto model)
    {
        if (model.Graph.Initializer.Count > 0)
        {
            model.Graph.Initializer.RemoveAt(_random.Next(model.Graph.Initializer.Count));
        }
    }

    private void ChangeOutput(ModelProto model)
    {
        if (Pick(model.Graph.Output) is { } output)
        {
            output.Name = AnyName(model);
        }
    }

    private void MakeExternal(ModelProto model)
    {
        if (Pick(model.Graph.Initializer) is { } tensor)
        {
            tensor.DataLocation = TensorProto.Types.DataLocation.External;
            string[] locations = ["", ".", "..", "../model.onnx", "/etc/passwd", "missing.bin", "a\0b", "model.onnx"];
            tensor.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = Pick(locations)! });
            tensor.ExternalData.Add(new StringStringEntryProto { Key = "offset", Value = $"{Number()}" });
        }
    }

    private string AnyName(ModelProto model)
    {
        var graph = model.Graph;
        string[] names =
        [
            "", "nowhere", .. graph.Initializer.Select(tensor => tensor.Name), .. graph.Input.Select(input => input.Name),
            .. graph.Node.SelectMany(node => node.Output),
        ];
        return Pick(names)!;
    }

    private long Number()
    {
        return Numbers[_random.Next(Numbers.Length)];
    }

    private T? Pick<T>(IReadOnlyList<T>? items)
        where T : class
    {
        return items is { Count: > 0 } ? items[_random.Next(items.Count)] : null;
    }

    private T? Pick<T>(Google.Protobuf.Collections.RepeatedField<T>? items)
        where T : class
    {
        return items is { Count: > 0 } ? items[_random.Next(items.Count)] : null;
    }
}
