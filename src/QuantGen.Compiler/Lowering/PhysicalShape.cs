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

    public static Dimension RoundUp(Dimension length)
    {
        return (length + (QuantizedRowMultiple - 1)) / QuantizedRowMultiple * QuantizedRowMultiple;
    }

    private static Dimension[] ChannelsLast(IReadOnlyList<Dimension> shape)
    {
        return [shape[0], .. shape.Skip(2), shape[1]];
    }
}
