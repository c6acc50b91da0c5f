using QuantGen.Compiler.Graph;
using QuantGen.Plan;

namespace QuantGen.Compiler.Operators.Shape;

/// <summary>The indices that a Slice takes of one axis: <c>Start + i * Step</c> for <c>i</c> below <c>Length</c>.</summary>
internal readonly record struct SliceRange(Dimension Start, long Step, Dimension Length)
{
    /// <summary>The whole of an axis.</summary>
    public static SliceRange Whole(Dimension dimension)
    {
        return new SliceRange(Dimension.Zero, 1, dimension);
    }

    /// <summary>ONNX's rules: negative bounds count from the end, all are clamped to the axis.</summary>
    /// <param name="dimension">The length of the axis.</param>
    /// <param name="start">The first index.</param>
    /// <param name="end">The index after the last.</param>
    /// <param name="step">From one index to the next.</param>
    /// <param name="longest">What the axis cannot be longer than: exporters write "to the end" as some large number.</param>
    /// <exception cref="InvalidNodeException">The step is 0.</exception>
    /// <exception cref="UnsupportedNodeException">A negative step on an open axis, unless it reverses the whole axis.</exception>
    public static SliceRange Of(Dimension dimension, Dimension start, Dimension end, long step, long longest)
    {
        return step == 0 ? throw new InvalidNodeException("a step is 0")
            : step > 0 ? Forward(dimension, start, end, step, longest)
            : Backward(dimension, start, end, step);
    }

    private static SliceRange Forward(Dimension dimension, Dimension start, Dimension end, long step, long longest)
    {
        var (first, last) = (Bound(dimension, start, longest), Bound(dimension, end, longest));
        var isOrdered = first.Value == 0 || (first.Value == 1 && last.Equals(dimension) && !dimension.IsConstant);
        var distance = isOrdered ? last - first : Dimension.Max(Dimension.Zero, last - first);
        var length = step >= int.MaxValue ? Min(distance, Dimension.One) : (distance + (step - 1)) / step;
        return new SliceRange(first, Math.Min(step, int.MaxValue), length);
    }

    private static SliceRange Backward(Dimension dimension, Dimension start, Dimension end, long step)
    {
        if (dimension.Value is not { } length)
        {
            return step == -1 && start.Value is -1 or >= int.MaxValue && end.Value is <= int.MinValue
                ? new SliceRange(dimension - 1, -1, dimension)
                : throw new UnsupportedNodeException($"a negative step on an axis of length '{dimension}'");
        }

        if (start.Value is not { } from || end.Value is not { } to)
        {
            throw new UnsupportedNodeException("a negative step between bounds that are not known at build time");
        }

        var first = Math.Clamp(from < 0 ? from + length : from, -1, length - 1);
        var last = Math.Clamp(to < 0 ? to + length : to, -1, length - 1);
        step = Math.Max(step, -int.MaxValue);
        var count = Math.Max(0, (first - last - step - 1) / -step);
        return new SliceRange(Math.Max(first, 0), step, count);
    }

    /// <summary>A bound between 0 and the length. An expression over symbols is never negative: it is a length itself.</summary>
    private static Dimension Bound(Dimension dimension, Dimension bound, long longest)
    {
        return bound.Value switch
        {
            null => Min(bound, dimension),
            var value when value >= longest => dimension,
            <= -int.MaxValue => Dimension.Zero,
            < 0 => Dimension.Max(Dimension.Zero, dimension + bound),
            // An axis that is open has at least one element.
            <= 1 when !dimension.IsConstant => bound,
            _ => Min(bound, dimension),
        };
    }

    private static Dimension Min(Dimension left, Dimension right)
    {
        return left + right - Dimension.Max(left, right);
    }
}
