using QuantGen.Kernels;

namespace QuantGen.Benchmarks.Kernels;

/// <summary>An operation that memory bounds: pooling, elementwise, look-up, conversion.</summary>
internal sealed unsafe class ByteCase : KernelCase
{
    private readonly IEnumerable<(string Kernel, Action Run)> _runs;
    private readonly IDisposable[] _buffers;

    private ByteCase(string name, double bytes, IEnumerable<(string Kernel, Action Run)> runs, params IDisposable[] buffers)
        : base(name, WorkUnit.Bytes, bytes)
    {
        (_runs, _buffers) = (runs, buffers);
    }

    /// <inheritdoc/>
    public override IEnumerable<(string Kernel, Action Run)> Runs => _runs;

    /// <summary>The operations on tensors of some positions with some channels.</summary>
    public static IEnumerable<ByteCase> All(int positions, int channels)
    {
        var shape = $"{positions} x {channels}";
        yield return Elementwise($"add {shape}", QuantizedElementwiseKernels.Add, positions, channels);
        yield return Elementwise($"multiply {shape}", QuantizedElementwiseKernels.Multiply, positions, channels);
        yield return LookupTable($"look-up {shape}", positions * channels);
        yield return Conversion($"quantize {shape}", QuantizationKernels.Quantize, positions, channels);
        yield return Conversion($"quantize to channels last {shape}", QuantizationKernels.QuantizeToChannelsLast, positions, channels);
        yield return Conversion($"dequantize {shape}", QuantizationKernels.Dequantize, positions, channels);
        yield return Conversion($"dequantize from channels last {shape}", QuantizationKernels.DequantizeFromChannelsLast, positions, channels);
    }

    /// <summary>Pooling by 2x2 windows with stride 2, and of the whole image.</summary>
    public static IEnumerable<ByteCase> Pooling(int size, int channels)
    {
        var halves = new PoolingGeometry(1, size, size, channels, size / 2, size / 2, 2, 2, 2, 2, 1, 1, 0, 0);
        yield return Pooling($"max pooling 2x2, {channels}, {size}x{size}", QuantizedPoolingKernels.Max, halves);
        var whole = new PoolingGeometry(1, size, size, channels, 1, 1, size, size, 1, 1, 1, 1, 0, 0);
        yield return Pooling($"global average pooling, {channels}, {size}x{size}", QuantizedPoolingKernels.Average, whole);
    }

    public override void Dispose()
    {
        Array.ForEach(_buffers, buffer => buffer.Dispose());
    }

    private static ByteCase Elementwise(string name, Kernel<ElementwiseArguments>[] family, int rows, int columns)
    {
        var (left, right, output) = (Bytes(rows * columns), Bytes(rows * columns), Bytes(rows * columns));
        var arguments = new ElementwiseArguments
        {
            Left = left.Pointer,
            Right = right.Pointer,
            Output = output.Pointer,
            Rows = rows,
            Columns = columns,
            RowsPerRight = 1,
            Addition = new QuantizedAddition(0.5f, 0.5f, 0, 0, 255),
            Multiplication = new QuantizedMultiplication(1, 2, 0.01f, new Requantization(0, 0, 255)),
        };
        return new ByteCase(name, 3.0 * rows * columns, Each(family, arguments), left, right, output);
    }

    private static ByteCase LookupTable(string name, int length)
    {
        var (input, output, table) = (Bytes(length), Bytes(length), Bytes(256));
        var arguments = new LookupTableArguments { Input = input.Pointer, Output = output.Pointer, Length = length, Table = table.Pointer };
        return new ByteCase(name, 2.0 * length, Each(LookupTableKernels.All, arguments), input, output, table);
    }

    private static ByteCase Conversion(string name, Kernel<QuantizationArguments>[] family, int rows, int columns)
    {
        var floats = new NativeBuffer<float>((long)rows * columns, new Random(1), random => random.NextSingle());
        var bytes = Bytes(rows * columns);
        var arguments = new QuantizationArguments
        {
            Floats = floats.Pointer,
            Bytes = bytes.Pointer,
            Batch = 1,
            Rows = rows,
            Columns = columns,
            Scale = 1 / 255f,
        };
        return new ByteCase(name, 5.0 * rows * columns, Each(family, arguments), floats, bytes);
    }

    private static ByteCase Pooling(string name, Kernel<PoolingArguments>[] family, PoolingGeometry geometry)
    {
        var inputBytes = geometry.InputPixels * geometry.Channels;
        var outputBytes = geometry.OutputPixels * geometry.Channels;
        var (input, output) = (Bytes(inputBytes), Bytes(outputBytes));
        var arguments = new PoolingArguments
        {
            Input = input.Pointer,
            Output = output.Pointer,
            Geometry = geometry,
            InputScale = 1,
            OutputScale = 1,
            Requantization = new Requantization(0, 0, 255),
        };
        return new ByteCase(name, inputBytes + outputBytes, Each(family, arguments), input, output);
    }

    private static NativeBuffer<byte> Bytes(long length)
    {
        return new NativeBuffer<byte>(length, new Random(1), random => (byte)random.Next(256));
    }
}
