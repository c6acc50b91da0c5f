using QuantGen.Kernels;

namespace QuantGen.Compiler.Quantization.Compression;

/// <summary>A weight stored in fewer bits, as a matrix: its output channels are columns, and each sums a column's weights times activations.</summary>
internal sealed record CompressedWeights
{
    public required WeightEncoding Encoding { get; init; }

    /// <summary>Consecutive weights of a column that share a scale: all for int8.</summary>
    public required int BlockSize { get; init; }

    /// <summary>What the kernels are told: no encoding but those of 4 bits has blocks.</summary>
    public int KernelBlockSize => Encoding.IsFourBit() ? BlockSize : 0;

    public required int Columns { get; init; }

    /// <summary>Weights of a column.</summary>
    public required int Reduction { get; init; }

    /// <summary>
    /// [columns, reduction]: int8; or 0 to 15, from which 8 or the zero point is taken; or the bits of a 16-bit float. Every scale times code is a float that the
    /// kernels compute with.
    /// </summary>
    public required ushort[] Codes { get; init; }

    /// <summary>[columns, blocks]; those of 4-bit weights are bfloat16 numbers. Empty for 16-bit floats.</summary>
    public float[] Scales { get; init; } = [];

    /// <summary>[columns, blocks], 0 to 15; empty without zero points.</summary>
    public byte[] ZeroPoints { get; init; } = [];

    /// <summary>Blocks of a column.</summary>
    public int Blocks => (Reduction + BlockSize - 1) / BlockSize;

    /// <summary>The floats that it stands for, [columns, reduction].</summary>
    public float[] Decode()
    {
        var values = new float[Codes.Length];
        for (var i = 0; i < values.Length; i++)
        {
            var block = Encoding.IsInteger() ? (i / Reduction * Blocks) + (i % Reduction / BlockSize) : 0;
            values[i] = Encoding switch
            {
                WeightEncoding.Int8 => (sbyte)Codes[i] * Scales[block],
                WeightEncoding.Int4 => (Codes[i] - BlockScale.SymmetricZeroPoint) * Scales[block],
                WeightEncoding.Int4ZeroPoint => (Codes[i] - ZeroPoints[block]) * Scales[block],
                WeightEncoding.Float16 => (float)BitConverter.UInt16BitsToHalf(Codes[i]),
                _ => BFloat16.ToFloat(Codes[i]),
            };
        }

        return values;
    }

    /// <summary>Some columns of it.</summary>
    public CompressedWeights Slice(int firstColumn, int columns)
    {
        return this with
        {
            Columns = columns,
            Codes = Codes.AsSpan(firstColumn * Reduction, columns * Reduction).ToArray(),
            Scales = Scales.Length == 0 ? [] : Scales.AsSpan(firstColumn * Blocks, columns * Blocks).ToArray(),
            ZeroPoints = ZeroPoints.Length == 0 ? [] : ZeroPoints.AsSpan(firstColumn * Blocks, columns * Blocks).ToArray(),
        };
    }

    /// <summary>In the order that the kernels read.</summary>
    /// <param name="groups">The groups of a convolution, else 1.</param>
    public byte[] Pack(int groups = 1)
    {
        return PackedCompressedWeights.Pack(Encoding, BlockSize, Codes, Scales, ZeroPoints, Columns, Reduction, groups);
    }

    /// <summary>In the order that <see cref="FixedPointMatrixProduct"/> reads.</summary>
    public byte[] PackFixedPoint()
    {
        return PackedFixedPointWeights.Pack(Encoding, BlockSize, Codes, Scales, ZeroPoints, Columns, Reduction);
    }
}

/// <summary>A node that computes in float on weights stored in fewer bits.</summary>
/// <param name="Weights">By the index of the node's input.</param>
internal sealed record CompressedProduct(IReadOnlyDictionary<int, CompressedWeights> Weights);
