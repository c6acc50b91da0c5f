using System.Runtime.InteropServices;
using QuantGen.Compiler.Diagnostics;
using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Onnx.Proto;

namespace QuantGen.Compiler.Onnx;

/// <summary>Reads <c>TensorProto</c>s: raw, typed or external data, every length checked before memory is taken.</summary>
/// <param name="modelFile">The model; external data must lie in its folder.</param>
internal sealed class OnnxTensorReader(string modelFile)
{
    /// <exception cref="CompilationException">The tensor is damaged or of a type that is not supported.</exception>
    public TensorData Read(TensorProto tensor)
    {
        if (FourBitTensor.TypeOf(tensor) is { } wider)
        {
            return ReadFourBit(tensor, wider);
        }

        var type = OnnxElementTypes.Read(tensor.DataType)
            ?? throw new CompilationException(DiagnosticCatalog.UnsupportedTensor(modelFile, tensor.Name, $"its data type is {(TensorProto.Types.DataType)tensor.DataType}"));
        var dimensions = ReadDimensions(tensor, type, out var bytes);
        var data = tensor.DataLocation == TensorProto.Types.DataLocation.External
            ? ExternalData.Read(modelFile, tensor, bytes)
            : tensor.HasRawData ? tensor.RawData.ToByteArray() : ReadTyped(tensor, type);
        if (data.Length != bytes)
        {
            throw new CompilationException(DiagnosticCatalog.ModelTruncated(
                modelFile, $"tensor '{tensor.Name}' should have {bytes} bytes and has {data.Length}"));
        }

        return TensorData.FromBytes(type, dimensions, data);
    }

    private TensorData ReadFourBit(TensorProto tensor, ElementType type)
    {
        var dimensions = ReadDimensions(tensor, type, out var elements);
        var bytes = (elements + 1) / 2;
        var packed = tensor.DataLocation == TensorProto.Types.DataLocation.External
            ? ExternalData.Read(modelFile, tensor, bytes)
            : tensor.HasRawData ? tensor.RawData.ToByteArray() : ReadTyped(tensor, type);
        return packed.Length == bytes
            ? FourBitTensor.Unpack(packed, type, dimensions)
            : throw new CompilationException(DiagnosticCatalog.ModelTruncated(
                modelFile, $"tensor '{tensor.Name}' should have {bytes} bytes and has {packed.Length}"));
    }

    private int[] ReadDimensions(TensorProto tensor, ElementType type, out long bytes)
    {
        bytes = type.Size();
        foreach (var dimension in tensor.Dims)
        {
            // Array.MaxLength bounds what any tensor here can hold.
            if (dimension < 0 || (dimension != 0 && bytes > Array.MaxLength / dimension))
            {
                throw Invalid(tensor, $"its dimensions [{string.Join(", ", tensor.Dims)}] are negative or too large");
            }

            bytes *= dimension;
        }

        return [.. tensor.Dims.Select(dimension => (int)dimension)];
    }

    private byte[] ReadTyped(TensorProto tensor, ElementType type)
    {
        return type switch
        {
            ElementType.Float32 => Bytes<float>([.. tensor.FloatData]),
            ElementType.Float64 => Bytes<double>([.. tensor.DoubleData]),
            ElementType.Int64 => Bytes<long>([.. tensor.Int64Data]),
            ElementType.UInt64 => Bytes<ulong>([.. tensor.Uint64Data]),
            ElementType.UInt32 => Bytes(Array.ConvertAll<ulong, uint>([.. tensor.Uint64Data], value => unchecked((uint)value))),
            ElementType.Int32 => Bytes<int>([.. tensor.Int32Data]),
            ElementType.Int8 or ElementType.UInt8 or ElementType.Bool
                => Array.ConvertAll<int, byte>([.. tensor.Int32Data], value => unchecked((byte)value)),
            _ => Bytes(Array.ConvertAll<int, ushort>([.. tensor.Int32Data], value => unchecked((ushort)value))),
        };
    }

    private static byte[] Bytes<T>(T[] values)
        where T : unmanaged
    {
        return MemoryMarshal.AsBytes<T>(values).ToArray();
    }

    private CompilationException Invalid(TensorProto tensor, string reason)
    {
        return new CompilationException(DiagnosticCatalog.InvalidModel(modelFile, tensor.Name, reason));
    }
}
