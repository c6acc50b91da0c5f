namespace QuantGen.Kernels;

/// <summary>The definition of quantized pooling: one output at a time, in order.</summary>
internal static unsafe class QuantizedPoolingReference
{
    /// <summary>The greatest byte of each window; 0 where a window has nothing but padding.</summary>
    internal static void Max(in PoolingArguments arguments)
    {
        var stride = KernelChecks.RowStride(arguments.Geometry.Channels);
        for (var pixel = 0; pixel < arguments.Geometry.OutputPixels; pixel++)
        {
            var window = new PoolingWindow(arguments.Geometry, pixel);
            for (var channel = 0; channel < arguments.Geometry.Channels; channel++)
            {
                byte greatest = 0;
                for (var position = 0; position < window.Count; position++)
                {
                    greatest = Math.Max(greatest, Read(arguments, window, position, channel));
                }

                arguments.Output[((long)pixel * stride) + channel] = greatest;
            }
        }
    }

    /// <summary>The mean of each window.</summary>
    internal static void Average(in PoolingArguments arguments)
    {
        var stride = KernelChecks.RowStride(arguments.Geometry.Channels);
        for (var pixel = 0; pixel < arguments.Geometry.OutputPixels; pixel++)
        {
            var window = new PoolingWindow(arguments.Geometry, pixel);
            var multiplier = arguments.Multiplier(window);
            for (var channel = 0; channel < arguments.Geometry.Channels; channel++)
            {
                var sum = 0;
                for (var position = 0; position < window.Count; position++)
                {
                    sum += Read(arguments, window, position, channel) - arguments.InputZeroPoint;
                }

                arguments.Output[((long)pixel * stride) + channel] = arguments.Requantization.Apply(sum * multiplier);
            }
        }
    }

    private static byte Read(in PoolingArguments arguments, in PoolingWindow window, int position, int channel)
    {
        var (row, column) = Math.DivRem(position, window.Columns);
        return arguments.Input[window.Start + (row * window.RowStep) + (column * window.ColumnStep) + channel];
    }
}
