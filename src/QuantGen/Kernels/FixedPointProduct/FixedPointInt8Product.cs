using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace QuantGen.Kernels;

/// <summary>The checked operands of a <see cref="FixedPointMatrixProduct"/> with int8 weights: the digits of a row are three rows of an 8-bit product.</summary>
internal readonly unsafe struct FixedPointInt8Product
{
    private const int BlockRows = FixedPointMatrixProduct.BlockRows;
    private const int Digits = FixedPointRows.Digits;
    private const int Panel = PackedWeights.Panel;

    private static readonly delegate*<in ConvolutionArguments, void> Kernel = KernelSelection.Select(QuantizedConvolutionKernels.All).Run;

    private readonly float* _weightScales;
    private readonly int* _biases;
    private readonly sbyte* _weights;
    private readonly int* _sums;
    private readonly byte* _digits;
    private readonly FloatTileOutput _epilogue;
    private readonly int _reduction;
    private readonly int _columns;

    /// <summary>States the operands.</summary>
    /// <param name="packed">The weights.</param>
    /// <param name="scratch"><see cref="ScratchLength"/> bytes.</param>
    /// <param name="epilogue">Bias, residual, clamp and output.</param>
    /// <param name="reduction">Columns of the input.</param>
    /// <param name="columns">Columns of the output.</param>
    internal FixedPointInt8Product(byte* packed, byte* scratch, in FloatTileOutput epilogue, int reduction, int columns)
    {
        _weightScales = (float*)packed;
        _biases = (int*)(packed + BiasOffset(columns));
        _weights = (sbyte*)(packed + HeaderBytes(columns));
        _sums = (int*)scratch;
        _digits = scratch + SumsBytes(columns);
        _epilogue = epilogue;
        _reduction = reduction;
        _columns = columns;
    }

    /// <summary>Where, in packed weights, what the digits' biases add to the sums of each column is; the scales are before it.</summary>
    internal static int BiasOffset(int columns)
    {
        return PackedWeights.MatrixProductChannels(columns) * sizeof(float);
    }

    /// <summary>Where, in packed weights, the weights are.</summary>
    internal static int HeaderBytes(int columns)
    {
        return BiasOffset(columns) + (PackedWeights.MatrixProductChannels(columns) * sizeof(int));
    }

    /// <summary>Bytes of scratch memory.</summary>
    internal static int ScratchLength(int reduction, int columns)
    {
        return checked((int)(SumsBytes(columns) + ((long)BlockRows * Digits * KernelChecks.RowStride(reduction))));
    }

    /// <summary>Multiplies.</summary>
    /// <param name="input"><c>[rows, reduction]</c>.</param>
    /// <param name="rows">Rows, at least 0.</param>
    internal void Multiply(float* input, int rows)
    {
        var stride = KernelChecks.RowStride(_reduction);
        var scales = stackalloc float[BlockRows];
        for (var first = 0; first < rows; first += BlockRows)
        {
            var count = Math.Min(BlockRows, rows - first);
            for (var row = 0; row < count; row++)
            {
                scales[row] = FixedPointRows.Convert(
                    input + ((nint)(first + row) * _reduction), _reduction, _digits + ((nint)row * Digits * stride), stride, isSigned: false);
            }

            Kernel(new ConvolutionArguments
            {
                Input = _digits,
                Weights = _weights,
                Multipliers = _weightScales,
                Geometry = QuantizedMatrixProduct.Geometry(Digits * count, _reduction, _columns),
                Output = new OutputStage { Sums = _sums, SumsRows = Digits * count },
            });
            for (var row = 0; row < count; row++)
            {
                Join(_sums + (row * Digits * Panel), (nint)count * Digits * Panel, scales[row], first + row);
            }
        }
    }

    /// <summary>The sums of all digits together, scaled.</summary>
    /// <param name="sums">Those of a row with the first panel.</param>
    /// <param name="step">To the next panel's.</param>
    /// <param name="scale">The row's.</param>
    /// <param name="row">Which.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Join(int* sums, nint step, float scale, long row)
    {
        for (var column = 0; column < _columns; column += Panel)
        {
            var bias = Vector512.Load(_biases + column);
            var (low, middle, high) = (Vector512.Load(sums) - bias, Vector512.Load(sums + Panel) - bias, Vector512.Load(sums + (2 * Panel)) - bias);
            var (low0, low1) = Vector512.Widen(low);
            var (middle0, middle1) = Vector512.Widen(middle);
            var (high0, high1) = Vector512.Widen(high);

            // Exact as double, so that rounding to float is the only one.
            var total = Vector512.Narrow(
                Vector512.ConvertToDouble((high0 << 16) + (middle0 << 8) + low0), Vector512.ConvertToDouble((high1 << 16) + (middle1 << 8) + low1));
            var result = (total * Vector512.Load(_weightScales + column) * Vector512.Create(scale)) + _epilogue.Begin(column, _columns - column);
            _epilogue.End(result, row, column, _columns - column);
            sums += step;
        }
    }

    private static long SumsBytes(int columns)
    {
        return (long)BlockRows * Digits * PackedWeights.MatrixProductChannels(columns) * sizeof(int);
    }
}
