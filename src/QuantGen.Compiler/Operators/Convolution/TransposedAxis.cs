using QuantGen.Compiler.Graph;
using QuantGen.Plan;

namespace QuantGen.Compiler.Operators.Convolution;

/// <summary>
/// One spatial axis of a transposed convolution, as a convolution over the input that gives <see cref="Stride"/> neighbouring outputs at each position.
/// Uncropped, the output's element <c>stride * q + phase</c> sums <c>input[q - j] * kernel[phase + stride * j]</c>.
/// </summary>
internal sealed record TransposedAxis
{
    /// <summary>Outputs for each position of the convolution.</summary>
    public required int Stride { get; init; }

    /// <summary>Distance of the kernel's elements.</summary>
    public required int Dilation { get; init; }

    /// <summary>Length of the convolution's kernel: the most elements of the kernel that one phase reads.</summary>
    public required int Taps { get; init; }

    public required int ConvolutionPadBefore { get; init; }

    public required int ConvolutionPadAfter { get; init; }

    /// <summary>Outputs that are computed and not wanted, less than a stride unless there is no other way.</summary>
    public required int CropBefore { get; init; }

    /// <inheritdoc cref="CropBefore"/>
    public required int CropAfter { get; init; }

    /// <summary>Length of the input.</summary>
    public required Dimension Input { get; init; }

    /// <summary>Positions of the convolution.</summary>
    /// <exception cref="UnsupportedNodeException">The input's length is open.</exception>
    public int ConvolutionOutput => Shapes.Constant(Input, "the length of an axis that is spread") + ConvolutionPadBefore + ConvolutionPadAfter - Taps + 1;

    /// <exception cref="InvalidNodeException">Attributes, weights and input do not fit.</exception>
    /// <exception cref="UnsupportedNodeException">The input has more than two spatial axes.</exception>
    public static TransposedAxis[] Read(Node node)
    {
        var (input, weight) = (node.Input(0), node.ConstantInput(1));
        var count = input.Rank - 2;
        if (count is < 1 or > 2)
        {
            throw new UnsupportedNodeException($"it works on {count} spatial axes; 1 and 2 are supported");
        }

        if (weight.Rank != input.Rank || !input.Dimensions[1].Equals(weight.Dimensions[0]))
        {
            throw new InvalidNodeException($"a weight [{string.Join(", ", weight.Dimensions)}] does not fit an input {Shapes.Print(input.Dimensions)}");
        }

        var strides = Integers(node, "strides", count, 1);
        var dilations = Integers(node, "dilations", count, 1);
        var extra = Integers(node, "output_padding", count, 0);
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            var extent = ((weight.Dimensions[i + 2] - 1) * dilations[i]) + 1;
            var (before, after) = Pads(node, i, count, input.Dimensions[i + 2], extent + extra[i] - strides[i], strides[i]);
            return Place(input.Dimensions[i + 2], strides[i], dilations[i], extent, before, after - extra[i]);
        })];
    }

    /// <summary>Crops by leaving out positions of the convolution where whole strides of outputs are not wanted.</summary>
    /// <param name="input">Length of the input.</param>
    /// <param name="stride">The stride.</param>
    /// <param name="dilation">The dilation.</param>
    /// <param name="extent">Length of the dilated kernel.</param>
    /// <param name="before">Outputs to crop at the start.</param>
    /// <param name="after">Outputs to crop at the end; negative where there are more.</param>
    private static TransposedAxis Place(Dimension input, int stride, int dilation, int extent, int before, int after)
    {
        var taps = (extent + stride - 1) / stride;
        // The last position of the convolution may reach beyond the kernel's end.
        var surplus = (taps * stride) - extent + after;
        var (skipBefore, skipAfter) = (Math.Min(taps - 1, Floor(before, stride)), Math.Min(taps - 1, Floor(surplus, stride)));
        return new TransposedAxis
        {
            Input = input,
            Stride = stride,
            Dilation = dilation,
            Taps = taps,
            ConvolutionPadBefore = taps - 1 - skipBefore,
            ConvolutionPadAfter = taps - 1 - skipAfter,
            CropBefore = before - (skipBefore * stride),
            CropAfter = surplus - (skipAfter * stride),
        };
    }

    /// <summary>The pads of an axis; its uncropped output is <c>stride * input + constant</c> long.</summary>
    private static (int Before, int After) Pads(Node node, int axis, int count, Dimension input, int constant, int stride)
    {
        var automatic = node.Attributes.String("auto_pad", "NOTSET");
        if (automatic == "VALID")
        {
            return (0, 0);
        }

        if (automatic == "NOTSET" && !node.Attributes.Contains("output_shape"))
        {
            var pads = Integers(node, "pads", 2 * count, 0);
            return (pads[axis], pads[axis + count]);
        }

        var total = constant;
        if (node.Attributes.Contains("output_shape"))
        {
            var shape = Integers(node, "output_shape", count, 0);
            total += (stride * Shapes.Constant(input, "a spatial size under output_shape")) - shape[axis];
        }

        var half = Floor(total, 2);
        return automatic == "SAME_UPPER" ? (half, total - half) : (total - half, half);
    }

    private static int Floor(int value, int divisor)
    {
        return value >= 0 ? value / divisor : -((divisor - 1 - value) / divisor);
    }

    private static int[] Integers(Node node, string attribute, int count, int fallback)
    {
        var values = node.Attributes.Integers(attribute) ?? [.. Enumerable.Repeat((long)fallback, count)];
        // An output_shape may name batch and channels too.
        values = attribute == "output_shape" && values.Length == count + 2 ? values[2..] : values;
        return values.Length == count && values.All(value => value >= fallback && value <= 1 << 24)
            ? [.. values.Select(value => (int)value)]
            : throw new InvalidNodeException($"{attribute} does not fit the input's spatial axes");
    }
}
