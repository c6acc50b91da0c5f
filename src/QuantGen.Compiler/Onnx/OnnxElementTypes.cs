using QuantGen.Compiler.Onnx.Proto;

namespace QuantGen.Compiler.Onnx;

/// <summary>ONNX data types and ours.</summary>
internal static class OnnxElementTypes
{
    private static readonly (TensorProto.Types.DataType Onnx, ElementType Ours)[] Pairs =
    [
        (TensorProto.Types.DataType.Float, ElementType.Float32),
        (TensorProto.Types.DataType.Double, ElementType.Float64),
        (TensorProto.Types.DataType.Float16, ElementType.Float16),
        (TensorProto.Types.DataType.Bfloat16, ElementType.BFloat16),
        (TensorProto.Types.DataType.Int8, ElementType.Int8),
        (TensorProto.Types.DataType.Uint8, ElementType.UInt8),
        (TensorProto.Types.DataType.Int16, ElementType.Int16),
        (TensorProto.Types.DataType.Uint16, ElementType.UInt16),
        (TensorProto.Types.DataType.Int32, ElementType.Int32),
        (TensorProto.Types.DataType.Uint32, ElementType.UInt32),
        (TensorProto.Types.DataType.Int64, ElementType.Int64),
        (TensorProto.Types.DataType.Uint64, ElementType.UInt64),
        (TensorProto.Types.DataType.Bool, ElementType.Bool),
    ];

    /// <summary>Our type for an ONNX data type number; null when there is none.</summary>
    public static ElementType? Read(int dataType)
    {
        foreach (var (onnx, ours) in Pairs)
        {
            if ((int)onnx == dataType)
            {
                return ours;
            }
        }

        return null;
    }

    /// <summary>The ONNX data type number of ours.</summary>
    public static int Write(ElementType type)
    {
        return (int)Pairs.First(pair => pair.Ours == type).Onnx;
    }
}
