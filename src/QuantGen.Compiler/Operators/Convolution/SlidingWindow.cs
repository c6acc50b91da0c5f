using QuantGen.Compiler.Graph;
using QuantGen.Plan;

namespace QuantGen.Compiler.Operators.Convolution;

/// <summary>Kernel, strides, dilations and padding of a convolution or pooling node over one or two spatial axes; one axis is a height of 1.</summary>
internal sealed class SlidingWindow
{
    private SlidingWindow(int[] kernel, int[] strides, int[] dilations, Dimension[] padBefore, Dimension[] outputs)
    {
        (Kernel, Strides, Dilations, PadBefore, Outputs) = (kernel, strides, dilations, padBefore, outputs);
    }

    public int[] Kernel { get; }

    public int[] Strides { get; }

    public int[] Dilations { get; }

    /// <summary>Padding before the first element of each spatial axis.</summary>
    public Dimension[] PadBefore { get; }

    /// <summary>Size of the output along each spatial axis.</summary>
    public Dimension[] Outputs { get; }

    /// <summary>Reads a node's window.</summary>
    /// <param name="node">With ONNX's attributes <c>strides</c>, <c>dilations</c>, <c>pads</c>, <c>auto_pad</c>, <c>ceil_mode</c>.</param>
    /// <param name="kernel">Size of the window along each spatial axis.</param>
    /// <exception cref="InvalidNodeException">An attribute does not fit the input.</exception>
    /// <exception cref="UnsupportedNodeException">The input has more than two spatial axes.</exception>
    public static SlidingWindow Read(Node node, IReadOnlyList<long> kernel)
    {
        var input = node.Input(0).Dimensions;
        var axes = input.Count - 2;
        if (axes is < 1 or > 2)
        {
            throw new UnsupportedNodeException($"it works on {axes} spatial axes; 1 and 2 are supported");
        }

        var ceiling = node.Attributes.Integer("ceil_mode", 0) != 0;
        var strides = Sizes(node, "strides", axes, 1);
        var dilations = Sizes(node, "dilations", axes, 1);
        var pads = node.Attributes.Integers("pads") ?? new long[2 * axes];
        if (kernel.Count != axes || kernel.Any(size => size is < 1 or > int.MaxValue) || pads.Length != 2 * axes || pads.Any(pad => pad is < 0 or > int.MaxValue))
        {
            throw new InvalidNodeException("kernel_shape or pads do not fit the input's spatial axes");
        }

        var automatic = node.Attributes.String("auto_pad", "NOTSET");
        var padBefore = new Dimension[axes];
        var outputs = new Dimension[axes];
        for (var i = 0; i < axes; i++)
        {
            var extent = (dilations[i] * (kernel[i] - 1)) + 1;
            (padBefore[i], outputs[i]) = automatic is "SAME_UPPER" or "SAME_LOWER"
                ? Same(Shapes.Constant(input[i + 2], "a spatial size under auto_pad"), extent, strides[i], automatic == "SAME_UPPER")
                : Explicit(input[i + 2], extent, strides[i], automatic == "VALID" ? 0 : pads[i], automatic == "VALID" ? 0 : pads[i + axes], ceiling);
            if (outputs[i].Value is <= 0)
            {
                throw new InvalidNodeException("the window is larger than the padded input");
            }
        }

        return new SlidingWindow([.. kernel.Select(size => (int)size)], strides, dilations, padBefore, outputs);
    }

    /// <summary>The value along the height (index 0) or width (index 1), with <paramref name="missing"/> as the height of a one-dimensional window.</summary>
    public static T At<T>(IReadOnlyList<T> values, int index, T missing)
    {
        var offset = index - (2 - values.Count);
        return offset < 0 ? missing : values[offset];
    }

    private static int[] Sizes(Node node, string attribute, int axes, int fallback)
    {
        var values = node.Attributes.Integers(attribute) ?? [.. Enumerable.Repeat((long)fallback, axes)];
        return values.Length == axes && values.All(value => value is > 0 and <= int.MaxValue)
            ? [.. values.Select(value => (int)value)]
            : throw new InvalidNodeException($"{attribute} does not fit the input's {axes} spatial axes");
    }

    private static (Dimension Before, Dimension Output) Same(long input, long extent, int stride, bool upper)
    {
        var output = (input + stride - 1) / stride;
        var total = Math.Max(0, ((output - 1) * stride) + extent - input);
        return (upper ? total / 2 : total - (total / 2), output);
    }

    private static (Dimension Before, Dimension Output) Explicit(Dimension input, long extent, int stride, long before, long after, bool ceiling)
    {
        var span = input + (before + after - extent);
        if (!ceiling)
        {
            return (before, (span.Value < 0 ? -1 : span / stride) + 1);
        }

        var output = ((span + (stride - 1)) / stride) + 1;
        // A last window that would start in the padding after the input does not count.
        if (input.Value is { } size && output.Value is { } count && (count - 1) * stride >= size + before)
        {
            output = count - 1;
        }

        return (before, output);
    }
}
