using QuantGen.Kernels;

namespace QuantGen.Compiler.Quantization.Compression;

/// <summary>Stores weights in the format that options ask for.</summary>
internal static class WeightCompressor
{
    /// <summary>Compresses a matrix; null when a weight is not finite, or would not be in the format.</summary>
    /// <param name="matrix">[columns, reduction].</param>
    /// <param name="columns">Output channels.</param>
    /// <param name="reduction">Weights of each.</param>
    /// <param name="encoding">The format.</param>
    /// <param name="options">Block size and how to scale.</param>
    public static CompressedWeights? TryCompress(float[] matrix, int columns, int reduction, WeightEncoding encoding, QuantizationOptions options)
    {
        if (!matrix.All(float.IsFinite))
        {
            return null;
        }

        var blockSize = encoding.IsFourBit() ? options.BlockSize : Math.Max(reduction, 1);
        var weights = new CompressedWeights { Encoding = encoding, BlockSize = blockSize, Columns = columns, Reduction = reduction, Codes = [] };
        weights = encoding switch
        {
            WeightEncoding.Int8 => Int8(weights, matrix, options.WeightScaling),
            WeightEncoding.Float16 => weights with { Codes = Array.ConvertAll(matrix, value => BitConverter.HalfToUInt16Bits((Half)value)) },
            WeightEncoding.BFloat16 => weights with { Codes = Array.ConvertAll(matrix, BFloat16.FromFloat) },
            _ => Int4(weights, matrix, options.WeightScaling),
        };
        return weights.Decode().All(float.IsFinite) ? weights : null;
    }

    private static CompressedWeights Int8(CompressedWeights weights, float[] matrix, WeightScaling scaling)
    {
        const int Most = WeightQuantizer.QuantizedMax;
        var toNearest = scaling == WeightScaling.RoundToNearest;
        int[] shape = [weights.Columns, weights.Reduction];
        var scales = WeightQuantizer.ChooseScales(matrix, shape, axis: 0, toNearest ? WeightClipping.None : WeightClipping.MeanSquaredError);
        var codes = new ushort[matrix.Length];
        Parallel.For(0, weights.Columns, column =>
        {
            var values = matrix.AsSpan(column * weights.Reduction, weights.Reduction);
            var steps = toNearest
                ? WeightRounding.ToNearest(values, scales[column], -Most, Most)
                : WeightRounding.ToCancelling(values, scales[column], -Most, Most);
            Array.ConvertAll(steps, step => (ushort)(byte)(sbyte)step).CopyTo(codes, column * weights.Reduction);
        });
        return weights with { Codes = codes, Scales = scales };
    }

    private static CompressedWeights Int4(CompressedWeights weights, float[] matrix, WeightScaling scaling)
    {
        var hasZeroPoint = weights.Encoding == WeightEncoding.Int4ZeroPoint;
        var codes = new ushort[matrix.Length];
        var scales = new float[weights.Columns * weights.Blocks];
        var zeroPoints = new byte[scales.Length];
        Parallel.For(0, weights.Columns, column =>
        {
            for (var block = 0; block < weights.Blocks; block++)
            {
                var first = (column * weights.Reduction) + (block * weights.BlockSize);
                var length = Math.Min(weights.BlockSize, weights.Reduction - (block * weights.BlockSize));
                var scale = BlockScale.Choose(matrix.AsSpan(first, length), hasZeroPoint, scaling);
                var index = (column * weights.Blocks) + block;
                (scales[index], zeroPoints[index]) = (scale.Scale, (byte)scale.ZeroPoint);
                scale.Quantize(matrix.AsSpan(first, length), scaling).CopyTo(codes.AsSpan(first));
            }
        });
        return weights with { Codes = codes, Scales = scales, ZeroPoints = hasZeroPoint ? zeroPoints : [] };
    }
}
