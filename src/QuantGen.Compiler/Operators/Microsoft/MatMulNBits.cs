using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Operators.Quantization;

namespace QuantGen.Compiler.Operators.Microsoft;

/// <summary>
/// ONNX Runtime's MatMulNBits (opset 1): float times a matrix of 4 or 8 bits with a scale for each block of a column. Inputs: left, packed matrix, scales,
/// optional zero points, optional order of the reduction (not supported), optional bias.
/// </summary>
internal sealed class MatMulNBits : MicrosoftOperator
{
    private const int ZeroPoints = 3;
    private const int ReductionOrder = 4;
    private const int Bias = 5;

    public override string Name => "MatMulNBits";

    public override IReadOnlyList<Node> Expand(Node node, Func<string, string> uniqueName)
    {
        if (node.OptionalInput(ReductionOrder) is not null)
        {
            throw new UnsupportedNodeException("its reduction is in another order (g_idx)");
        }

        var form = new DequantizedForm(node, uniqueName);
        var integers = Unpack(node);
        var matrix = form.Constant("matrix", Floats(integers));
        matrix.Integers = integers;
        var product = form.Compute("MatMul", [node.Input(0), matrix]);
        return form.WriteFloats(node.OptionalInput(Bias) is { } bias ? form.Compute("Add", "bias", [product, bias]) : product);
    }

    /// <summary>The matrix [K, N], with scales and zero points [blocks, N].</summary>
    private static QuantizedConstant Unpack(Node node)
    {
        var bits = node.Attributes.Integer("bits", 4);
        if (bits is not (4 or 8))
        {
            throw new UnsupportedNodeException($"its weights have {bits} bits");
        }

        var (reduction, columns, blockSize) = (Size(node, "K"), Size(node, "N"), Size(node, "block_size"));
        var blocks = (reduction + blockSize - 1) / blockSize;
        var packed = Bytes(node, 1, (long)columns * blocks * blockSize * bits / 8);
        var values = new byte[reduction * columns];
        for (var i = 0; i < values.Length; i++)
        {
            var (step, column) = Math.DivRem(i, columns);
            values[i] = Code(packed, ((long)column * blocks * blockSize) + step, (int)bits);
        }

        var scales = node.ConstantInput(2).ToFloat32();
        if (scales.Length != columns * blocks)
        {
            throw new InvalidNodeException($"it has {scales.Length} scales for {columns} columns of {blocks} blocks");
        }

        return new QuantizedConstant(
            TensorData.Create<byte>([reduction, columns], values), Turn(scales, columns, blocks), Turn(ReadZeroPoints(node, (int)bits, columns, blocks), columns, blocks), Axis: 0)
        {
            BlockSize = blockSize,
        };
    }

    /// <summary>[columns, blocks]: packed as the weights are, each column in bytes of its own; the middle of the range where left out.</summary>
    private static long[] ReadZeroPoints(Node node, int bits, int columns, int blocks)
    {
        if (node.OptionalInput(ZeroPoints) is null)
        {
            return [.. Enumerable.Repeat(1L << (bits - 1), columns * blocks)];
        }

        var columnBytes = ((blocks * bits) + 7) / 8;
        var packed = Bytes(node, ZeroPoints, (long)columns * columnBytes);
        return [.. Enumerable.Range(0, columns * blocks).Select(i => (long)Code(packed, ((long)(i / blocks) * columnBytes * 8 / bits) + (i % blocks), bits))];
    }

    private static byte Code(ReadOnlySpan<byte> packed, long index, int bits)
    {
        return bits == 8 ? packed[(int)index] : FourBitCodes.At(packed, index);
    }

    private static TensorData Floats(QuantizedConstant integers)
    {
        var columns = integers.Values.Dimensions[1];
        var centered = integers.Centered();
        float[] floats = [.. centered.Select((value, i) => value * integers.Scales[(i / columns / integers.BlockSize * columns) + (i % columns)])];
        return TensorData.Create<float>(integers.Values.Dimensions, floats);
    }

    /// <summary>From [rows, columns] to [columns, rows].</summary>
    private static T[] Turn<T>(T[] values, int rows, int columns)
    {
        return [.. Enumerable.Range(0, values.Length).Select(i => values[(i % rows * columns) + (i / rows)])];
    }

    private static int Size(Node node, string attribute)
    {
        return node.Attributes.Integer(attribute) is { } size and > 0 and <= int.MaxValue ? (int)size : throw new InvalidNodeException($"{attribute} is missing or not positive");
    }

    private static byte[] Bytes(Node node, int input, long length)
    {
        var constant = node.ConstantInput(input);
        return constant.Type != ElementType.UInt8 ? throw new UnsupportedNodeException($"input {input} is {constant.Type}")
            : constant.Count != length ? throw new InvalidNodeException($"input {input} has {constant.Count} bytes and should have {length}")
            : constant.Bytes.ToArray();
    }
}
