using QuantGen.Compiler.Graph;

namespace QuantGen.Compiler.Operators.Resizing;

/// <summary>Where in the input an element of a resized axis lies, by ONNX's <c>coordinate_transformation_mode</c>.</summary>
internal static class ResizeCoordinates
{
    /// <summary>The coordinate of each element of the output; null where it lies outside the region that is read.</summary>
    /// <exception cref="InvalidNodeException">There is no such mode.</exception>
    public static double?[] Of(ResizedAxis axis, string mode)
    {
        return [.. Enumerable.Range(0, axis.Output).Select(x => mode == "tf_crop_and_resize" ? Crop(axis, x) : Original(axis, mode, x))];
    }

    private static double? Original(ResizedAxis axis, string mode, int x)
    {
        var halfPixel = ((x + 0.5) / axis.Scale) - 0.5;
        return mode switch
        {
            "half_pixel" => halfPixel,
            "half_pixel_symmetric" => (axis.Input / 2.0 * (1 - (axis.Output / axis.ExactOutput))) + halfPixel,
            "pytorch_half_pixel" => axis.Output > 1 ? halfPixel : 0,
            "align_corners" => axis.Output > 1 ? x * (axis.Input - 1) / (axis.ExactOutput - 1) : 0,
            "asymmetric" => x / axis.Scale,
            "tf_half_pixel_for_nn" => (x + 0.5) / axis.Scale,
            _ => throw new InvalidNodeException($"it has no coordinate_transformation_mode '{mode}'"),
        };
    }

    private static double? Crop(ResizedAxis axis, int x)
    {
        var (last, length) = (axis.Input - 1, axis.Roi.End - axis.Roi.Start);
        var coordinate = axis.Output > 1
            ? (axis.Roi.Start * last) + (x * length * last / (axis.Output - 1))
            : 0.5 * (axis.Roi.Start + axis.Roi.End) * last;
        return coordinate < 0 || coordinate > last ? null : coordinate;
    }
}
