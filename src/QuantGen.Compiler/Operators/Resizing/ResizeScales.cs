using QuantGen.Compiler.Graph;
using QuantGen.Plan;

namespace QuantGen.Compiler.Operators.Resizing;

/// <summary>How one axis is resized.</summary>
/// <param name="Axis">The ONNX axis.</param>
/// <param name="Input">Its length.</param>
/// <param name="Output">Its new length.</param>
/// <param name="Scale">Output over input, before the output was rounded to an integer.</param>
/// <param name="Roi">Start and end of the region of interest, as fractions of the axis.</param>
internal sealed record ResizedAxis(int Axis, int Input, int Output, double Scale, (double Start, double End) Roi)
{
    /// <summary>The output's length before it was rounded.</summary>
    public double ExactOutput => Scale * Input;
}

/// <summary>Reads the lengths that a Resize node asks for, from its scales or its sizes.</summary>
internal static class ResizeScales
{
    private const int RoiInput = 1;
    private const int ScalesInput = 2;
    private const int SizesInput = 3;

    /// <summary>The axes whose length or scale changes; the others stay as they are and may be open.</summary>
    /// <exception cref="InvalidNodeException">Scales, sizes or axes do not fit the input.</exception>
    /// <exception cref="UnsupportedNodeException">They depend on data, or change the length of an axis that is open.</exception>
    public static IReadOnlyList<ResizedAxis> Read(Node node)
    {
        var input = node.Input(0);
        var axes = node.Attributes.Integers("axes") is { } named
            ? Array.ConvertAll(named, axis => Shapes.Axis(axis, input.Rank))
            : [.. Enumerable.Range(0, input.Rank)];
        var resized = IsGiven(node, ScalesInput) ? FromScales(node, axes) : FromSizes(node, axes);
        var region = Region(node, axes.Length);
        return
        [
            .. axes.Select((axis, i) => (Axis: axis, Index: i, Change: resized[i]))
                .Where(item => item.Change.Scale != 1 || region[item.Index] != (0, 1))
                .Select(item => new ResizedAxis(
                    item.Axis,
                    Shapes.Constant(input.Dimensions[item.Axis], "the length of an axis that is resized"),
                    item.Change.Output,
                    item.Change.Scale,
                    region[item.Index])),
        ];
    }

    private static bool IsGiven(Node node, int index)
    {
        // Exporters write the one of both that is not meant as an empty tensor.
        return node.OptionalInput(index) is { } value && value.ElementCount.Value != 0;
    }

    private static (double Scale, int Output)[] FromScales(Node node, int[] axes)
    {
        var scales = node.ConstantInput(ScalesInput).ToFloat32();
        RequireOnePerAxis(scales.Length, axes);
        return [.. axes.Select((axis, i) =>
        {
            if (scales[i] == 1)
            {
                return (1.0, 0);
            }

            var length = Shapes.Constant(node.Input(0).Dimensions[axis], "the length of an axis that is resized");
            return scales[i] > 0 ? ((double)scales[i], checked((int)MathF.Floor(length * scales[i]))) : throw new InvalidNodeException($"a scale is {scales[i]}");
        })];
    }

    private static (double Scale, int Output)[] FromSizes(Node node, int[] axes)
    {
        var sizes = IsGiven(node, SizesInput) ? node.KnownDimensions(SizesInput) : throw new InvalidNodeException("it has neither scales nor sizes");
        RequireOnePerAxis(sizes.Count, axes);
        var lengths = axes.Select(axis => node.Input(0).Dimensions[axis]).ToArray();
        var policy = node.Attributes.String("keep_aspect_ratio_policy", "stretch");
        if (policy != "stretch")
        {
            double[] scales = [.. lengths.Zip(sizes, Quotient)];
            var scale = policy == "not_larger" ? scales.Min() : scales.Max();
            return [.. lengths.Select(length => (scale, (int)Math.Floor((scale * length.Value!.Value) + 0.5)))];
        }

        return [.. lengths.Zip(sizes, (length, size) => length.Equals(size) ? (1.0, 0) : (Quotient(length, size), Shapes.Constant(size, "a size")))];
    }

    private static double Quotient(Dimension length, Dimension size)
    {
        var (from, to) = (Shapes.Constant(length, "the length of an axis that is resized"), Shapes.Constant(size, "a size"));
        return from > 0 && to > 0 ? (double)to / from : throw new InvalidNodeException($"an axis of {from} elements is resized to {to}");
    }

    private static (double Start, double End)[] Region(Node node, int count)
    {
        if (node.Attributes.String("coordinate_transformation_mode", "half_pixel") != "tf_crop_and_resize")
        {
            return [.. Enumerable.Repeat((0.0, 1.0), count)];
        }

        var roi = node.ConstantInput(RoiInput).ToFloat32();
        return roi.Length == 2 * count
            ? [.. Enumerable.Range(0, count).Select(i => ((double)roi[i], (double)roi[i + count]))]
            : throw new InvalidNodeException($"its region of interest has {roi.Length} numbers for {count} axes");
    }

    private static void RequireOnePerAxis(int count, int[] axes)
    {
        if (count != axes.Length)
        {
            throw new InvalidNodeException($"it has {count} scales or sizes for {axes.Length} axes");
        }
    }
}
