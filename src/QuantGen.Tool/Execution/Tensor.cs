using System.Runtime.InteropServices;
using QuantGen.Compiler.Calibration.Data;
using QuantGen.Compiler.Graph;
using QuantGen.OnnxRuntime;
using QuantGen.Plan;

namespace QuantGen.Tool.Execution;

/// <summary>A dense row-major tensor, in an array of its own rank: from that a generated class reads every open dimension.</summary>
internal sealed class Tensor
{
    private Tensor(PlanElementType type, IReadOnlyList<int> shape)
    {
        (Type, Shape) = (type, shape);
        int[] lengths = shape.Count == 0 ? [1] : [.. shape];
        Array = Array.CreateInstance(type.ClrType(), lengths);
    }

    /// <summary>The element type.</summary>
    public PlanElementType Type { get; }

    /// <summary>Empty for a scalar.</summary>
    public IReadOnlyList<int> Shape { get; }

    /// <summary>The elements; a scalar's is an array of one.</summary>
    public Array Array { get; }

    /// <summary>The elements' memory.</summary>
    public Span<byte> Bytes =>
        MemoryMarshal.CreateSpan(ref MemoryMarshal.GetArrayDataReference(Array), Array.Length * ElementConversion.SizeOf(Type));

    /// <summary>A tensor of zeros.</summary>
    public static Tensor Zeros(PlanElementType type, IReadOnlyList<int> shape)
    {
        return new Tensor(type, shape);
    }

    /// <summary>Tensors of one type and shape, joined along their first axis, or along a new one before it.</summary>
    public static Tensor Join(IReadOnlyList<Tensor> parts, bool newAxis)
    {
        var part = parts[0].Shape;
        // Scalars have no axis but a new one.
        IReadOnlyList<int> shape = newAxis || part.Count == 0 ? [parts.Count, .. part] : [parts.Count * part[0], .. part.Skip(1)];
        var joined = new Tensor(parts[0].Type, shape);
        var bytes = joined.Bytes;
        foreach (var source in parts)
        {
            source.Bytes.CopyTo(bytes);
            bytes = bytes[source.Bytes.Length..];
        }

        return joined;
    }

    /// <summary>A copy for ONNX Runtime.</summary>
    public OrtTensor ToOrtTensor()
    {
        var data = Array.CreateInstance(Type.ClrType(), Array.Length);
        var tensor = OrtTensor.Wrap(data, [.. Shape]);
        Bytes.CopyTo(tensor.Bytes);
        return tensor;
    }

    /// <summary>A copy of some rows of the first axis.</summary>
    public Tensor Rows(int start, int count)
    {
        return Copy([count, .. Shape.Skip(1)], start);
    }

    /// <summary>A copy of one row, without the first axis.</summary>
    public Tensor Row(int index)
    {
        return Copy([.. Shape.Skip(1)], index);
    }

    private Tensor Copy(IReadOnlyList<int> shape, int firstRow)
    {
        var copy = new Tensor(Type, shape);
        var rowBytes = Bytes.Length / Shape[0];
        Bytes.Slice(firstRow * rowBytes, copy.Bytes.Length).CopyTo(copy.Bytes);
        return copy;
    }
}
