using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;
using QuantGen.Compiler.Operators.Convolution;
using QuantGen.Kernels;
using QuantGen.Plan;

namespace QuantGen.Compiler.Operators.Pooling;

/// <summary>The window of a pooling node.</summary>
internal static class PoolingWindow
{
    public static SlidingWindow Read(Node node)
    {
        return SlidingWindow.Read(node, node.Attributes.Integers("kernel_shape") ?? throw new InvalidNodeException("kernel_shape is missing"));
    }

    /// <summary>Whether ceil_mode gave a last window that reaches past the input and the padding after it.</summary>
    public static bool ReachesPastPadding(Node node, SlidingWindow window)
    {
        if (node.Attributes.Integer("ceil_mode", 0) == 0 || node.Attributes.String("auto_pad", "NOTSET") != "NOTSET")
        {
            return false;
        }

        var input = node.Input(0).Dimensions;
        var axes = window.Kernel.Length;
        var pads = node.Attributes.Integers("pads") ?? new long[2 * axes];
        return Enumerable.Range(0, axes).Any(axis =>
        {
            var extent = ((window.Kernel[axis] - 1) * window.Dilations[axis]) + 1;
            var reach = ((window.Outputs[axis] - 1) * window.Strides[axis]) + extent;
            var padded = input[axis + 2] + (pads[axis] + pads[axis + axes]);
            return (reach - padded).Value is not <= 0;
        });
    }

    /// <summary>The arguments of the 8-bit kernels that compute a mean.</summary>
    public static (string Name, Argument Value)[] Scales(Node node, LoweringContext context)
    {
        var (input, output) = (context.Parameters(node.Input(0)), context.Parameters(node.Output));
        return
        [
            ("inputZeroPoint", input.ZeroPoint),
            ("inputScale", input.Scale),
            ("outputScale", output.Scale),
            ("requantization", IntegerOutput.Requantization(output, Clamp.None)),
        ];
    }

    /// <summary>The kernels' argument.</summary>
    /// <param name="node">The pooling node.</param>
    /// <param name="channels">Channels in memory: pooling does not care whether a channel is padding.</param>
    public static Argument Geometry(Node node, Dimension channels)
    {
        var window = Read(node);
        var input = node.Input(0).Dimensions;
        return Argument.Structure<PoolingGeometry>(
        [
            ("batch", input[0]),
            ("inputHeight", SlidingWindow.At([.. input.Skip(2)], 0, Dimension.One)),
            ("inputWidth", input[^1]),
            ("channels", channels),
            ("outputHeight", SlidingWindow.At(window.Outputs, 0, Dimension.One)),
            ("outputWidth", window.Outputs[^1]),
            ("kernelHeight", SlidingWindow.At(window.Kernel, 0, 1)),
            ("kernelWidth", window.Kernel[^1]),
            ("strideHeight", SlidingWindow.At(window.Strides, 0, 1)),
            ("strideWidth", window.Strides[^1]),
            ("dilationHeight", SlidingWindow.At(window.Dilations, 0, 1)),
            ("dilationWidth", window.Dilations[^1]),
            ("padTop", SlidingWindow.At(window.PadBefore, 0, Dimension.Zero)),
            ("padLeft", window.PadBefore[^1]),
        ]);
    }
}
