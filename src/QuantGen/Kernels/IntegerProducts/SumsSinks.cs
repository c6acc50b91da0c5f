using System.Numerics;

namespace QuantGen.Kernels;

/// <summary>Where the finished integer sums of neighbouring columns go.</summary>
internal interface ISumsSink
{
    /// <summary>Takes the sums of a row from a column on.</summary>
    void Write(ReadOnlySpan<int> sums, int row, int column);
}

/// <summary>The factors that bring a sum to the scale of the output: <c>left[row] * right[column] / output</c>, rounded twice.</summary>
internal readonly unsafe struct ProductScales(float* left, int leftLength, float* right, int rightLength, float output)
{
    internal float At(int row, int column)
    {
        return left[leftLength == 1 ? 0 : row] * right[rightLength == 1 ? 0 : column] / output;
    }
}

/// <summary>Keeps the sums.</summary>
internal readonly unsafe struct SumsOutput(int* output, int stride) : ISumsSink
{
    public void Write(ReadOnlySpan<int> sums, int row, int column)
    {
        sums.CopyTo(new Span<int>(output + ((nint)row * stride) + column, sums.Length));
    }
}

/// <summary>Requantizes the sums.</summary>
internal readonly unsafe struct RequantizedOutput<T>(T* output, int stride, ProductScales scales, int zeroPoint) : ISumsSink
    where T : unmanaged, IBinaryInteger<T>
{
    public void Write(ReadOnlySpan<int> sums, int row, int column)
    {
        var target = output + ((nint)row * stride) + column;
        for (var i = 0; i < sums.Length; i++)
        {
            target[i] = Saturation.Round<T>(sums[i] * scales.At(row, column + i), zeroPoint);
        }
    }
}
