using QuantGen.Kernels;

namespace QuantGen.Benchmarks.Kernels;

/// <summary>A convolution, depthwise convolution or matrix product to 8 bits.</summary>
internal sealed unsafe class ConvolutionCase : KernelCase
{
    private readonly ConvolutionArguments _arguments;
    private readonly Kernel<ConvolutionArguments>[] _family;
    private readonly List<IDisposable> _buffers = [];

    private ConvolutionCase(string name, WorkUnit unit, double work, in ConvolutionGeometry geometry, bool isDepthwise)
        : base(name, unit, work)
    {
        _family = isDepthwise ? QuantizedDepthwiseConvolutionKernels.All : QuantizedConvolutionKernels.All;
        var random = new Random(1);
        var lengths = isDepthwise ? PackedWeights.DepthwiseLengths(geometry) : PackedWeights.ConvolutionLengths(geometry);
        var outputStride = KernelChecks.RowStride(geometry.OutputChannels);
        _arguments = new ConvolutionArguments
        {
            Input = Buffer((long)geometry.InputPixels * KernelChecks.RowStride(geometry.InputChannels), random, next => (byte)next.Next(256)),
            Weights = Buffer(lengths.Weights, random, next => (sbyte)next.Next(-127, 128)),
            Bias = Buffer(lengths.Channels, random, next => next.Next(-1000, 1000)),
            Multipliers = Buffer(lengths.Channels, random, next => 1e-4f * next.NextSingle()),
            Geometry = geometry,
            InputZeroPoint = 128,
            Output = new OutputStage
            {
                Bytes = Buffer<byte>((long)geometry.OutputPixels * outputStride, random, null),
                RowStride = outputStride,
                Requantization = new Requantization(0, 0, 255),
            },
        };
    }

    /// <inheritdoc/>
    public override IEnumerable<(string Kernel, Action Run)> Runs => Each(_family, _arguments);

    /// <summary>A square image, padded so that only a stride makes it smaller.</summary>
    public static ConvolutionCase Convolution(int kernel, int stride, int inputs, int outputs, int size)
    {
        var geometry = Square(kernel, stride, inputs, outputs, size, groups: 1);
        var work = (double)geometry.OutputPixels * geometry.Taps * inputs * outputs;
        var name = $"convolution {kernel}x{kernel}{(stride == 1 ? "" : $" stride {stride}")}, {inputs} to {outputs}, {size}x{size}";
        return new ConvolutionCase(name, WorkUnit.MultiplyAdds, work, geometry, isDepthwise: false);
    }

    /// <inheritdoc cref="Convolution"/>
    public static ConvolutionCase Depthwise(int kernel, int stride, int channels, int size)
    {
        var geometry = Square(kernel, stride, channels, channels, size, groups: channels);
        var work = (double)geometry.OutputPixels * geometry.Taps * channels;
        var name = $"depthwise {kernel}x{kernel}{(stride == 1 ? "" : $" stride {stride}")}, {channels}, {size}x{size}";
        return new ConvolutionCase(name, WorkUnit.MultiplyAdds, work, geometry, isDepthwise: true);
    }

    /// <summary>A matrix product; one row is counted in bytes of weights, which bound it.</summary>
    public static ConvolutionCase MatrixProduct(int rows, int reduction, int columns)
    {
        var geometry = new ConvolutionGeometry(1, rows, 1, reduction, rows, 1, columns, 1, 1, 1, 1, 1, 1, 0, 0, 1);
        return new ConvolutionCase(
            $"matrix product {rows} x {reduction} x {columns}",
            rows == 1 ? WorkUnit.Bytes : WorkUnit.MultiplyAdds,
            (double)rows * reduction * columns,
            geometry,
            isDepthwise: false);
    }

    /// <inheritdoc/>
    public override Action OnnxRuntime()
    {
        var convolution = new OnnxRuntimeConvolution(_arguments.Geometry);
        _buffers.Add(convolution);
        return convolution.Run;
    }

    public override void Dispose()
    {
        _buffers.ForEach(buffer => buffer.Dispose());
    }

    private static ConvolutionGeometry Square(int kernel, int stride, int inputs, int outputs, int size, int groups)
    {
        var pad = kernel / 2;
        var outputSize = ((size + (2 * pad) - kernel) / stride) + 1;
        return new ConvolutionGeometry(
            1, size, size, inputs, outputSize, outputSize, outputs, kernel, kernel, stride, stride, 1, 1, pad, pad, groups);
    }

    private T* Buffer<T>(long length, Random random, Func<Random, T>? next)
        where T : unmanaged
    {
        var buffer = new NativeBuffer<T>(length, random, next);
        _buffers.Add(buffer);
        return buffer.Pointer;
    }
}
