using QuantGen.Compiler.Graph;

namespace QuantGen.Compiler.Quantization.Compression;

/// <summary>A weight as the matrix that its product multiplies by.</summary>
/// <remarks>
/// Axes up to that of the output channels count columns. Behind it come the input channels and then the axes of a kernel's taps: a column is ordered by taps, then by
/// input channels, as the kernels sum. Where the output channels are the last axis, a column runs along all others.
/// </remarks>
internal static class WeightMatrix
{
    /// <summary>The numbers of columns and of weights in a column.</summary>
    public static (int Columns, int Reduction) Shape(IReadOnlyList<int> dimensions, int channelAxis)
    {
        var columns = channelAxis == dimensions.Count - 1
            ? dimensions[channelAxis]
            : dimensions.Take(channelAxis + 1).Aggregate(1, (left, right) => left * right);
        return (columns, dimensions.Aggregate(1, (left, right) => left * right) / Math.Max(columns, 1));
    }

    /// <summary>[columns, reduction].</summary>
    public static float[] Of(TensorData weight, int channelAxis)
    {
        var values = weight.ToFloat32();
        var (columns, reduction) = Shape(weight.Dimensions, channelAxis);
        var matrix = new float[values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            matrix[i] = values[SourceIndex(weight.Dimensions, channelAxis, i / reduction, i % reduction, columns, reduction)];
        }

        return matrix;
    }

    /// <summary>The elements of such a matrix in the order of the weight.</summary>
    /// <param name="matrix">[columns, reduction].</param>
    /// <param name="dimensions">The weight's.</param>
    /// <param name="channelAxis">The weight's axis of output channels.</param>
    public static T[] ToWeightOrder<T>(IReadOnlyList<T> matrix, IReadOnlyList<int> dimensions, int channelAxis)
    {
        var (columns, reduction) = Shape(dimensions, channelAxis);
        var values = new T[matrix.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[SourceIndex(dimensions, channelAxis, i / reduction, i % reduction, columns, reduction)] = matrix[i];
        }

        return values;
    }

    private static int SourceIndex(IReadOnlyList<int> dimensions, int channelAxis, int column, int step, int columns, int reduction)
    {
        if (channelAxis == dimensions.Count - 1)
        {
            return (step * columns) + column;
        }

        var channels = dimensions[channelAxis + 1];
        var (tap, channel) = Math.DivRem(step, channels);
        return (((column * channels) + channel) * (reduction / channels)) + tap;
    }
}
