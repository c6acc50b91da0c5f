using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Operators;
using QuantGen.Compiler.Quantization;

namespace QuantGen.Compiler.Importing;

/// <summary>A tensor of bytes in the model, and the float value that stands for it.</summary>
/// <param name="Float">What its bytes stand for.</param>
/// <param name="Parameters">Its scale and zero point, for uint8.</param>
/// <param name="IsComputed">Whether something still computes the bytes themselves.</param>
internal sealed record StoredTensor(Value Float, QuantizationParameters Parameters, bool IsComputed)
{
    /// <summary>What int8 is less than uint8, in bytes and zero point.</summary>
    private const int SignedOffset = 128;

    /// <summary>Scale and zero point of a QuantizeLinear or DequantizeLinear; null where they are not one constant pair for bytes.</summary>
    /// <param name="node">The node.</param>
    /// <param name="bytes">The element type of its quantized side.</param>
    /// <param name="floats">The element type of its other side.</param>
    public static QuantizationParameters? ParametersOf(Node node, ElementType bytes, ElementType floats)
    {
        if (bytes is not (ElementType.UInt8 or ElementType.Int8) || floats != ElementType.Float32
            || node.Input(1).Constant is not { Type: ElementType.Float32, Count: 1 } scale
            || scale.ToFloat32()[0] is not > 0 or float.PositiveInfinity
            || node.OptionalInput(2) is { Constant: null })
        {
            return null;
        }

        var zeroPoint = (int)(node.OptionalInput(2)?.Constant?.ToInt64()[0] ?? 0);
        return new QuantizationParameters(scale.ToFloat32()[0], zeroPoint + (bytes == ElementType.Int8 ? SignedOffset : 0));
    }

    /// <summary>A node that writes the tensor's bytes from its floats, which gives the very bytes.</summary>
    public Node Write(ModelGraph graph, Value bytes)
    {
        var zeroPoint = bytes.Type == ElementType.Int8
            ? TensorData.Scalar((sbyte)(Parameters.ZeroPoint - SignedOffset))
            : TensorData.Scalar((byte)Parameters.ZeroPoint);
        return Expansion.Node(
            "QuantizeLinear",
            graph.UniqueNodeName($"{bytes.Name}_bytes"),
            [
                Float,
                Value.FromConstant(graph.UniqueName($"{bytes.Name}_scale"), TensorData.Scalar(Parameters.Scale)),
                Value.FromConstant(graph.UniqueName($"{bytes.Name}_zero_point"), zeroPoint),
            ],
            bytes);
    }
}
