using System.Runtime.Intrinsics;

namespace QuantGen.Kernels;

/// <summary>Scratch memory of a few rows of a <see cref="WideMatrixProduct"/>: row after row its high and its low half, each with a scale of its own.</summary>
internal readonly unsafe struct WideBlock
{
    /// <summary>Divides scratch memory.</summary>
    internal WideBlock(byte* memory, int rows, int reduction, int columns)
    {
        Reduction = reduction;
        Columns = columns;
        Sums = (float*)memory;
        Scales = Sums + (2L * rows * columns);
        Bytes = (byte*)(Scales + (2 * rows));
        ZeroPoints = Bytes + (2L * rows * KernelChecks.RowStride(reduction));
    }

    /// <summary>Columns of the input.</summary>
    internal int Reduction { get; }

    /// <summary>Columns of the output.</summary>
    internal int Columns { get; }

    /// <summary>The product of each half.</summary>
    internal float* Sums { get; }

    /// <summary>The scale of each half.</summary>
    internal float* Scales { get; }

    /// <summary>The bytes, each half padded to a multiple of four.</summary>
    internal byte* Bytes { get; }

    /// <summary>The zero point of each half.</summary>
    internal byte* ZeroPoints { get; }

    /// <summary>Quantizes a row of the input.</summary>
    internal void Quantize(int row, float* input, float scale, int zeroPoint)
    {
        var stride = KernelChecks.RowStride(Reduction);
        var high = Bytes + (2L * row * stride);
        WideRows.Quantize(input, high, high + stride, Reduction, scale, zeroPoint);
        (Scales[2 * row], Scales[(2 * row) + 1]) = (256 * scale, scale);
        (ZeroPoints[2 * row], ZeroPoints[(2 * row) + 1]) = ((byte)(zeroPoint >> 8), (byte)zeroPoint);
    }

    /// <summary>Adds the products of both halves, and the bias.</summary>
    internal void Join(int rows, ReadOnlySpan<float> bias, float* output)
    {
        fixed (float* biases = bias)
        {
            for (var row = 0; row < rows; row++)
            {
                var high = Sums + (2L * row * Columns);
                var target = output + ((nint)row * Columns);
                for (var column = 0; column < Columns; column += Vector512<float>.Count)
                {
                    var width = Columns - column;
                    var sum = PartialVector.Load(high + column, width) + PartialVector.Load(high + Columns + column, width);
                    sum = biases == null ? sum : sum + PartialVector.Load(biases + column, width);
                    PartialVector.Store(sum, target + column, width);
                }
            }
        }
    }
}
