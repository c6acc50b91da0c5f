using System.Runtime.InteropServices;
using Google.Protobuf;
using QuantGen.Compiler.Onnx.Proto;
using DataType = QuantGen.Compiler.Onnx.Proto.TensorProto.Types.DataType;

namespace QuantGen.TestSupport.Models;

/// <summary>Turns float32 models into float16 ones, as the converters that people use do.</summary>
public static class HalfPrecision
{
    /// <summary>The model with its weights, inputs and outputs of float32 in float16; other types stay.</summary>
    public static byte[] Convert(byte[] model)
    {
        var proto = ModelProto.Parser.ParseFrom(model);
        foreach (var tensor in proto.Graph.Initializer.Where(tensor => tensor.DataType == (int)DataType.Float))
        {
            float[] values = tensor.HasRawData ? MemoryMarshal.Cast<byte, float>(tensor.RawData.Span).ToArray() : [.. tensor.FloatData];
            tensor.FloatData.Clear();
            tensor.DataType = (int)DataType.Float16;
            tensor.RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes<Half>(Array.ConvertAll(values, value => (Half)value)));
        }

        foreach (var port in proto.Graph.Input.Concat(proto.Graph.Output).Concat(proto.Graph.ValueInfo))
        {
            if (port.Type.TensorType.ElemType == (int)DataType.Float)
            {
                port.Type.TensorType.ElemType = (int)DataType.Float16;
            }
        }

        return proto.ToByteArray();
    }
}
