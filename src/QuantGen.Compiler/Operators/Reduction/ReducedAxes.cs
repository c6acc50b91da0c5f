using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;
using QuantGen.Plan;

namespace QuantGen.Compiler.Operators.Reduction;

/// <summary>The axes that a reduction removes, and how it walks over memory.</summary>
internal static class ReducedAxes
{
    /// <summary>The shape without the axes, or with 1 in their place.</summary>
    public static IEnumerable<Dimension> Remove(IReadOnlyList<Dimension> shape, IReadOnlyCollection<int> axes, bool keep)
    {
        return shape.Select((dimension, axis) => axes.Contains(axis) ? keep ? Dimension.One : null : dimension).OfType<Dimension>();
    }

    /// <summary>
    /// The input as it is read: its shape in memory and the axes there. Over the channels alone a channels-last input is taken as it is,
    /// since what remains lies in ONNX's order.
    /// </summary>
    public static (Operand Operand, IReadOnlyList<Dimension> Shape, IReadOnlyList<int> Axes) Read(LoweringContext context, Value input, IReadOnlyList<int> axes)
    {
        return axes is [1] && context.Primary(input).Form.Layout is Layout.ChannelsLastLayout
            ? (context.Read(input, Form.NativeChannelsLast), PhysicalShape.Of(input, Form.NativeChannelsLast), [input.Rank - 1])
            : (context.ReadPlain(input), input.Dimensions, axes);
    }

    /// <summary>Runs of adjacent axes, the last one first: each is one step of a kernel.</summary>
    public static IReadOnlyList<(int First, int Count)> Runs(IReadOnlyList<int> axes)
    {
        var runs = new List<(int First, int Count)>();
        foreach (var axis in axes.OrderDescending())
        {
            if (runs.Count > 0 && runs[^1].First == axis + 1)
            {
                runs[^1] = (axis, runs[^1].Count + 1);
            }
            else
            {
                runs.Add((axis, 1));
            }
        }

        return runs;
    }

    /// <summary>The kernels' arguments of shape for a run of axes.</summary>
    public static (string Name, Argument Value)[] Arguments(IReadOnlyList<Dimension> shape, (int First, int Count) run)
    {
        return
        [
            ("outer", Shapes.Product(shape.Take(run.First))),
            ("axis", Shapes.Product(shape.Skip(run.First).Take(run.Count))),
            ("inner", Shapes.Product(shape.Skip(run.First + run.Count))),
        ];
    }
}
