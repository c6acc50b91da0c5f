using QuantGen.Compiler.Graph;
using QuantGen.Plan;

namespace QuantGen.Compiler.Lowering;

/// <summary>Dimensions in memory of a value in a form.</summary>
internal static class PhysicalShape
{
    /// <summary>8-bit rows are padded to this many elements: the dot-product instructions read four bytes.</summary>
    public const int QuantizedRowMultiple = 4;

    public static IReadOnlyList<Dimension> Of(Value value, Form form)
    {
        var shape = form.Layout switch
        {
            Layout.ChannelsLastLayout => ChannelsLast(value.Dimensions),
            Layout.FlattenedLayout flattened => [value.Dimensions[0], flattened.Spatial, flattened.Channels],
            _ => [.. value.Dimensions],
        };
        if (form.IsQuantized && shape.Length > 0)
        {
            shape[^1] = RoundUp(shape[^1]);
        }

        return shape;
    }

    /// <summary>Where an axis of a value lies in memory.</summary>
    /// <param name="axis">Of the value, not negative.</param>
    /// <param name="rank">The value's rank.</param>
    /// <param name="layout">Plain or channels-last.</param>
    public static int Axis(int axis, int rank, Layout layout)
    {
        return layout is not Layout.ChannelsLastLayout || axis == 0 ? axis
            : axis == 1 ? rank - 1
            : axis - 1;
    }

    public static Dimension RoundUp(Dimension length)
    {
        return (length + (QuantizedRowMultiple - 1)) / QuantizedRowMultiple * QuantizedRowMultiple;
    }

    private static Dimension[] ChannelsLast(IReadOnlyList<Dimension> shape)
    {
        return [shape[0], .. shape.Skip(2), shape[1]];
    }
}
