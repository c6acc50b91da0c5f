using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Onnx.Proto;

namespace QuantGen.Compiler.Onnx;

/// <summary>Tensors of int4 and uint4.</summary>
internal static class FourBitTensor
{
    /// <summary>The 8-bit type that holds a tensor's 4-bit elements here; null for a tensor of another type.</summary>
    public static ElementType? TypeOf(TensorProto tensor)
    {
        return tensor.DataType switch
        {
            (int)TensorProto.Types.DataType.Int4 => ElementType.Int8,
            (int)TensorProto.Types.DataType.Uint4 => ElementType.UInt8,
            _ => null,
        };
    }

    /// <summary>One element a byte.</summary>
    /// <param name="packed">As many bytes as the elements take.</param>
    /// <param name="type">int8 for int4, uint8 for uint4.</param>
    /// <param name="dimensions">The tensor's.</param>
    public static TensorData Unpack(byte[] packed, ElementType type, int[] dimensions)
    {
        var elements = new byte[dimensions.Aggregate(1, (product, dimension) => product * dimension)];
        for (var i = 0; i < elements.Length; i++)
        {
            var code = FourBitCodes.At(packed, i);
            elements[i] = unchecked((byte)(type == ElementType.Int8 && code >= 8 ? code - 16 : code));
        }

        return TensorData.FromBytes(type, dimensions, elements, isFourBit: true);
    }
}
