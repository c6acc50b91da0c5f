using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;
using QuantGen.Plan;

namespace QuantGen.Compiler.Execution;

/// <summary>The values of one run.</summary>
internal sealed class ModelRun(
    LoweringContext context, PlanExecution execution, IReadOnlyDictionary<string, long> symbols, IReadOnlyDictionary<string, Array> ports)
{
    /// <summary>The sizes of the graph's open dimensions.</summary>
    public IReadOnlyDictionary<string, long> Symbols => symbols;

    /// <summary>Whether a value was computed by a step of its own and can be read as float.</summary>
    public bool CanRead(Value value)
    {
        return value.Type == ElementType.Float32 && !value.IsConstant && context.Realizations(value).Any();
    }

    /// <summary>A float value's elements in whatever order they lie in memory; empty when it is stored in 8 bits.</summary>
    public ReadOnlySpan<float> ReadUnordered(Value value)
    {
        return context.Realizations(value).FirstOrDefault(operand => !operand.Form.IsQuantized) is { } operand ? Elements<float>(operand) : [];
    }

    /// <summary>What the caller gets for an output of the model: an array of the output's element type.</summary>
    public Array Output(Value output)
    {
        return ports[context.Builder.Output(output).Name];
    }

    /// <summary>The dimensions that a value has in this run.</summary>
    public int[] Shape(Value value)
    {
        return [.. value.Dimensions.Select(dimension => (int)dimension.Evaluate(symbols))];
    }

    /// <summary>Elements of a value after an axis, for each index along it.</summary>
    public int ElementsAfter(Value value, int axis)
    {
        return value.Dimensions.Skip(axis + 1).Aggregate(1, (product, dimension) => product * (int)dimension.Evaluate(symbols));
    }

    /// <summary>A value in ONNX's order, as float.</summary>
    public float[] Read(Value value)
    {
        // An output's port is what the user gets, whichever form it was computed in.
        var operand = context.Realizations(value).OrderByDescending(candidate => candidate.Buffer is null).First();
        var shape = Shape(value);
        var stride = (int)(operand.Shape.Count == 0 ? 1 : operand.RowStride.Evaluate(symbols));
        return operand.Form.IsQuantized
            ? Reorder(Elements<byte>(operand), operand.Quantization!.Value.Dequantize, operand.Form.Layout, shape, stride)
            : Reorder(Elements<float>(operand), element => element, operand.Form.Layout, shape, stride);
    }

    private ReadOnlySpan<T> Elements<T>(Operand operand)
        where T : unmanaged
    {
        return operand.Buffer is null
            ? (T[])ports[operand.Name]
            : execution.Arena.Span<T>(operand.Buffer.Offset.Evaluate(symbols), operand.Count.Evaluate(symbols));
    }

    private static float[] Reorder<T>(ReadOnlySpan<T> elements, Func<T, float> convert, Layout layout, int[] shape, int stride)
    {
        var count = shape.Aggregate(1, (product, dimension) => product * dimension);
        var result = new float[count];
        var (channels, spatial) = layout switch
        {
            Layout.ChannelsLastLayout => (shape[1], shape.Skip(2).Aggregate(1, (product, dimension) => product * dimension)),
            Layout.FlattenedLayout flattened => (flattened.Channels, flattened.Spatial),
            _ => (1, 1),
        };
        var row = layout is Layout.PlainLayout ? Math.Max(1, shape.LastOrDefault(1)) : channels;
        for (var i = 0; i < count; i++)
        {
            var target = i;
            if (layout is not Layout.PlainLayout)
            {
                // Position i counts [batch, spatial, channel]; ONNX wants [batch, channel, spatial].
                var (batch, position, channel) = (i / (channels * spatial), i / channels % spatial, i % channels);
                target = (((batch * channels) + channel) * spatial) + position;
            }

            result[target] = convert(elements[(i / row * stride) + (i % row)]);
        }

        return result;
    }
}
