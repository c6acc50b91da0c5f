using QuantGen.Kernels;

namespace QuantGen.Tests.Kernels;

/// <summary>Reproducible stored weights, with what they stand for.</summary>
internal sealed class CompressedData
{
    private readonly ushort[] _codes;
    private readonly float[] _scales;
    private readonly byte[] _zeroPoints;
    private readonly int _blocks;
    private readonly int _blockSteps;

    public CompressedData(WeightEncoding encoding, int blockSize, int columns, int reduction, int seed = 1, int? code = null)
    {
        (Encoding, BlockSize, Columns, Reduction) = (encoding, blockSize, columns, reduction);
        var random = new Random(seed);
        _blockSteps = encoding is WeightEncoding.Int4 or WeightEncoding.Int4ZeroPoint ? blockSize : reduction;
        _blocks = (reduction + _blockSteps - 1) / _blockSteps;
        _codes = [.. Enumerable.Range(0, columns * reduction).Select(_ => code is { } same ? (ushort)same : Code(random))];
        _scales = [.. Enumerable.Range(0, columns * _blocks).Select(_ => Scale(random))];
        _zeroPoints = [.. Enumerable.Range(0, columns * _blocks).Select(_ => (byte)random.Next(16))];
    }

    public WeightEncoding Encoding { get; }

    public int BlockSize { get; }

    public int Columns { get; }

    public int Reduction { get; }

    /// <summary>The definition: what a stored weight stands for.</summary>
    public float Weight(int column, int step)
    {
        var code = _codes[(column * Reduction) + step];
        var block = (column * _blocks) + (step / _blockSteps);
        return Encoding switch
        {
            WeightEncoding.Int8 => (sbyte)code * _scales[block],
            WeightEncoding.Int4 => (code - 8) * _scales[block],
            WeightEncoding.Int4ZeroPoint => (code - _zeroPoints[block]) * _scales[block],
            WeightEncoding.Float16 => (float)BitConverter.UInt16BitsToHalf(code),
            _ => BitConverter.UInt32BitsToSingle((uint)code << 16),
        };
    }

    public byte[] Pack(int groups = 1)
    {
        return PackedCompressedWeights.Pack(Encoding, BlockSize, _codes, _scales, _zeroPoints, Columns, Reduction, groups);
    }

    public byte[] PackFixedPoint()
    {
        return PackedFixedPointWeights.Pack(Encoding, BlockSize, _codes, _scales, _zeroPoints, Columns, Reduction);
    }

    /// <summary>The integer that stands for a weight, and what it is multiplied with.</summary>
    public (int Code, float Scale) Integer(int column, int step)
    {
        var code = _codes[(column * Reduction) + step];
        var block = (column * _blocks) + (step / _blockSteps);
        return (Encoding == WeightEncoding.Int8 ? (sbyte)code : code - (Encoding == WeightEncoding.Int4 ? 8 : _zeroPoints[block]), _scales[block]);
    }

    private ushort Code(Random random)
    {
        return Encoding switch
        {
            WeightEncoding.Int8 => (byte)(sbyte)random.Next(-127, 128),
            WeightEncoding.Int4 or WeightEncoding.Int4ZeroPoint => (ushort)random.Next(16),
            // Every third one is subnormal as a half, or zero.
            WeightEncoding.Float16 => (ushort)(random.Next(2) << 15 | (random.Next(3) == 0 ? random.Next(1024) : random.Next(0x4400))),
            _ => (ushort)(random.Next(2) << 15 | random.Next(0x3400, 0x4100)),
        };
    }

    private float Scale(Random random)
    {
        var scale = (random.NextSingle() + 0.5f) / 64;
        return Encoding == WeightEncoding.Int8 ? scale : BitConverter.UInt32BitsToSingle(BitConverter.SingleToUInt32Bits(scale) & 0xFFFF0000);
    }
}
