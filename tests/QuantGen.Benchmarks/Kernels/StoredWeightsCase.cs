using QuantGen.Kernels;

namespace QuantGen.Benchmarks.Kernels;

/// <summary>A product of float rows with weights that are stored in fewer bits; one row is counted in bytes of weights, which bound it.</summary>
internal sealed class StoredWeightsCase : KernelCase
{
    private const int BlockSize = 32;

    private readonly NativeBuffer<byte> _weights;

    private StoredWeightsCase(WeightEncoding encoding, int rows, int reduction, int columns, int length, Action<NativeBuffer<byte>> run, string kernel)
        : base(
            $"{encoding} weights {rows} x {reduction} x {columns}",
            rows == 1 ? WorkUnit.Bytes : WorkUnit.MultiplyAdds,
            rows == 1 ? length : (double)rows * reduction * columns)
    {
        // Bytes that make ordinary numbers in every encoding: neither subnormal nor near the largest.
        _weights = new NativeBuffer<byte>(length, new Random(1), random => (byte)random.Next(0x30, 0x40));
        Runs = [(kernel, () => run(_weights))];
    }

    /// <inheritdoc/>
    public override IEnumerable<(string Kernel, Action Run)> Runs { get; }

    /// <summary>Of one encoding, by the kernel that a model's product takes.</summary>
    public static unsafe StoredWeightsCase Create(WeightEncoding encoding, int rows, int reduction, int columns)
    {
        var (input, output) = (new float[rows * reduction], new float[rows * columns]);
        var random = new Random(1);
        for (var i = 0; i < input.Length; i++)
        {
            input[i] = random.NextSingle() - 0.5f;
        }

        if (!FixedPointMatrixProduct.Supports(encoding, reduction))
        {
            var length = PackedCompressedWeights.Length(encoding, BlockSize, reduction, columns, groups: 1);
            return new StoredWeightsCase(encoding, rows, reduction, columns, length, RunFloat, "float");

            void RunFloat(NativeBuffer<byte> weights)
            {
                CompressedMatrixProduct.Run(
                    input, new(weights.Pointer, length), encoding, BlockSize, [], output, rows, reduction, columns, float.NegativeInfinity, float.PositiveInfinity, []);
            }
        }

        var packedLength = PackedFixedPointWeights.Length(encoding, BlockSize, reduction, columns);
        var scratch = new byte[FixedPointMatrixProduct.ScratchLength(encoding, reduction, columns)];
        return new StoredWeightsCase(encoding, rows, reduction, columns, packedLength, RunFixedPoint, "fixed point");

        void RunFixedPoint(NativeBuffer<byte> weights)
        {
            FixedPointMatrixProduct.Run(
                input, new(weights.Pointer, packedLength), encoding, BlockSize, [], output, scratch, rows, reduction, columns, float.NegativeInfinity, float.PositiveInfinity, []);
        }
    }

    public override void Dispose()
    {
        _weights.Dispose();
    }
}
