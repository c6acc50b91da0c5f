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
