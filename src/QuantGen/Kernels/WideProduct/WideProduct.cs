namespace QuantGen.Kernels;

/// <summary>The checked operands of a <see cref="WideMatrixProduct"/> but for its rows.</summary>
internal readonly unsafe struct WideProduct
{
    /// <summary>Rows that are multiplied at a time: their sums stay in a core's second-level cache.</summary>
    private const int BlockRows = 12;

    private static readonly delegate*<in ConvolutionArguments, void> Kernel = KernelSelection.Select(QuantizedConvolutionKernels.All).Run;

    private readonly sbyte* _weights;
    private readonly byte* _scratch;
    private readonly WideQuantization _quantization;
    private readonly int _reduction;

    /// <summary>States the operands, which <see cref="Check"/> has checked.</summary>
    /// <param name="weights"><c>[reduction, columns]</c>, packed at build time.</param>
    /// <param name="weightScales">Per column, padded to a panel.</param>
    /// <param name="weightSums">Per column, the sum of its weights; padded to a panel.</param>
    /// <param name="bias">Per column, padded to a panel; or null.</param>
    /// <param name="scratch"><see cref="ScratchLength"/> bytes.</param>
    /// <param name="quantization">How the input is quantized.</param>
    /// <param name="reduction">Columns of the input.</param>
    /// <param name="columns">Columns of the output.</param>
    internal WideProduct(
        sbyte* weights, float* weightScales, int* weightSums, float* bias, byte* scratch, in WideQuantization quantization, int reduction, int columns)
    {
        _weights = weights;
        WeightScales = weightScales;
        WeightSums = weightSums;
        Bias = bias;
        _scratch = scratch;
        _quantization = quantization;
        _reduction = reduction;
        Columns = columns;
    }

    /// <summary>Per column.</summary>
    internal float* WeightScales { get; }

    /// <summary>Per column.</summary>
    internal int* WeightSums { get; }

    /// <summary>Per column, or null.</summary>
    internal float* Bias { get; }

    /// <summary>Columns of the output.</summary>
    internal int Columns { get; }

    /// <summary>Bytes of scratch memory for any number of rows.</summary>
    internal static int ScratchLength(int reduction, int columns)
    {
        return WideBlock.Length(BlockRows, reduction, columns);
    }

    /// <summary>Checks the lengths of what a product is to be made of.</summary>
    /// <exception cref="ArgumentException">A span is too short, or a size is not positive.</exception>
    internal static void Check(
        ReadOnlySpan<sbyte> weights,
        ReadOnlySpan<float> weightScales,
        ReadOnlySpan<int> weightSums,
        ReadOnlySpan<float> bias,
        ReadOnlySpan<byte> scratch,
        in WideQuantization quantization,
        int reduction,
        int columns)
    {
        var lengths = PackedWeights.MatrixProductLengths(0, reduction, columns);
        KernelChecks.AtLeast(weights, lengths.Weights);
        KernelChecks.AtLeast(weightScales, lengths.Channels);
        KernelChecks.AtLeast(weightSums, lengths.Channels);
        KernelChecks.EmptyOrAtLeast(bias, lengths.Channels);
        KernelChecks.AtLeast(scratch, ScratchLength(reduction, columns));
        quantization.Check();
    }

    /// <summary>Multiplies.</summary>
    /// <param name="input"><c>[rows, reduction]</c>.</param>
    /// <param name="output"><c>[rows, columns]</c>.</param>
    /// <param name="rows">Rows, at least 0.</param>
    internal void Multiply(float* input, float* output, int rows)
    {
        var (scale, zeroPoint) = _quantization.Sharing == WideScale.PerTensor
            ? WideRows.Range(input, (long)rows * _reduction)
            : (_quantization.Scale, _quantization.ZeroPoint);
        for (var first = 0; first < rows; first += BlockRows)
        {
            var count = Math.Min(BlockRows, rows - first);
            var block = new WideBlock(_scratch, count, _reduction, Columns);
            for (var row = 0; row < count; row++)
            {
                if (_quantization.Sharing == WideScale.PerRow)
                {
                    (scale, zeroPoint) = WideRows.Range(input, _reduction);
                }

                block.Quantize(row, input, _reduction, scale, zeroPoint);
                input += _reduction;
            }

            Kernel(new ConvolutionArguments
            {
                Input = block.Bytes,
                Weights = _weights,
                Multipliers = WeightScales,
                Geometry = QuantizedMatrixProduct.Geometry(2 * count, _reduction, Columns),
                Output = new OutputStage { Sums = block.Sums, SumsRows = 2 * count },
            });
            block.Join(this, output);
            output += (nint)count * Columns;
        }
    }
}
