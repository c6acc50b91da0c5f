using QuantGen.Compiler.Graph;

namespace QuantGen.Compiler.Operators.Resizing;

/// <summary>For each element of a resized axis, which elements of the input it is the weighted sum of.</summary>
/// <param name="Taps">Elements of the input for each one of the output.</param>
/// <param name="Indices"><c>[output, taps]</c>, within the input; -1 for an output outside the region that is read.</param>
/// <param name="Weights"><c>[output, taps]</c>.</param>
internal sealed record ResizeFilter(int Taps, int[] Indices, float[] Weights)
{
    /// <summary>The element nearest to each coordinate, by ONNX's <c>nearest_mode</c>.</summary>
    /// <exception cref="InvalidNodeException">There is no such mode.</exception>
    public static int[] Nearest(ResizedAxis axis, IReadOnlyList<double?> coordinates, string mode)
    {
        return [.. coordinates.Select(coordinate => coordinate is { } x ? (int)Math.Clamp(Round(x, mode), 0, axis.Input - 1) : -1)];
    }

    /// <summary>Linear or cubic interpolation, as ONNX defines them.</summary>
    /// <param name="node">The Resize node.</param>
    /// <param name="axis">The axis.</param>
    /// <param name="coordinates">Where its elements lie in the input.</param>
    public static ResizeFilter Interpolation(Node node, ResizedAxis axis, IReadOnlyList<double?> coordinates)
    {
        var isCubic = node.Attributes.String("mode", "nearest") == "cubic";
        double a = node.Attributes.Float("cubic_coeff_a", -0.75f);
        // Made smaller with antialias, the filter is as much wider as the image is smaller.
        var antialias = node.Attributes.Integer("antialias", 0) != 0;
        var stretch = antialias ? Math.Min(axis.Scale, 1) : 1;
        var first = (int)Math.Floor((isCubic ? -2 : -1) / stretch) + 1;
        var taps = 2 - (2 * first);
        var (indices, weights) = (new int[axis.Output * taps], new float[axis.Output * taps]);
        for (var output = 0; output < axis.Output; output++)
        {
            var target = output * taps;
            if (coordinates[output] is not { } x)
            {
                indices.AsSpan(target, taps).Fill(-1);
                continue;
            }

            var left = (int)Math.Ceiling(x) - 1;
            double[] coefficients = [.. Enumerable.Range(first, taps).Select(i => Filter((i - (x - left)) * stretch, isCubic, a))];
            if (node.Attributes.Integer("exclude_outside", 0) != 0)
            {
                coefficients = [.. coefficients.Select((value, i) => left + first + i >= 0 && left + first + i < axis.Input ? value : 0)];
            }

            var sum = coefficients.Sum();
            for (var tap = 0; tap < taps; tap++)
            {
                indices[target + tap] = Math.Clamp(left + first + tap, 0, axis.Input - 1);
                weights[target + tap] = (float)(coefficients[tap] / sum);
            }
        }

        return new ResizeFilter(taps, indices, weights);
    }

    private static double Filter(double distance, bool isCubic, double a)
    {
        var x = Math.Abs(distance);
        return !isCubic ? Math.Max(0, 1 - x)
            : x <= 1 ? ((((a + 2) * x) - (a + 3)) * x * x) + 1
            : x < 2 ? ((((((a * x) - (5 * a)) * x) + (8 * a)) * x) - (4 * a))
            : 0;
    }

    private static double Round(double x, string mode)
    {
        return mode switch
        {
            "round_prefer_floor" => Math.Ceiling(x - 0.5),
            "round_prefer_ceil" => Math.Floor(x + 0.5),
            "floor" => Math.Floor(x),
            "ceil" => Math.Ceiling(x),
            _ => throw new InvalidNodeException($"it has no nearest_mode '{mode}'"),
        };
    }
}
