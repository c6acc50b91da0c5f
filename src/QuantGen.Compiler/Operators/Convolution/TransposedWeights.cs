using QuantGen.Compiler.Graph;

namespace QuantGen.Compiler.Operators.Convolution;

/// <summary>The weights of a transposed convolution [C, O / group, kernel] as those of the convolution that it becomes.</summary>
internal static class TransposedWeights
{
    /// <summary>[O * strides, C / group, taps], the strides of each output channel side by side; zero where a phase has no element left.</summary>
    /// <exception cref="InvalidNodeException">The channels do not divide into groups.</exception>
    public static TensorData Pack(Node node, TransposedAxis[] axes)
    {
        var weight = node.ConstantInput(1);
        var groups = (int)node.Attributes.Integer("group", 1);
        if (groups < 1 || weight.Dimensions[0] % groups != 0)
        {
            throw new InvalidNodeException($"{weight.Dimensions[0]} channels do not divide into {groups} groups");
        }

        // One axis is a height of 1.
        var (rows, columns) = (axes.Length == 2 ? axes[0] : null, axes[^1]);
        var (kernelRows, kernelColumns) = (axes.Length == 2 ? weight.Dimensions[2] : 1, weight.Dimensions[^1]);
        var (tapRows, phaseRows) = (rows?.Taps ?? 1, rows?.Stride ?? 1);
        var (inputs, outputs) = (weight.Dimensions[0] / groups, weight.Dimensions[1]);
        var source = weight.ToFloat32();
        var result = new float[groups * outputs * phaseRows * columns.Stride * inputs * tapRows * columns.Taps];
        for (var i = 0; i < source.Length; i++)
        {
            var (column, rest) = (i % kernelColumns * columns.Dilation, i / kernelColumns);
            var (row, output, channel) = (rest % kernelRows * (rows?.Dilation ?? 1), rest / kernelRows % outputs, rest / kernelRows / outputs);
            var (group, input) = (channel / inputs, channel % inputs);
            var target = (group * outputs) + output;
            target = (((target * phaseRows) + (row % phaseRows)) * columns.Stride) + (column % columns.Stride);
            target = (((target * inputs) + input) * tapRows) + (tapRows - 1 - (row / phaseRows));
            target = (target * columns.Taps) + (columns.Taps - 1 - (column / columns.Stride));
            result[target] = source[i];
        }

        int[] taps = [.. axes.Select(axis => axis.Taps)];
        return TensorData.Create<float>([groups * outputs * phaseRows * columns.Stride, inputs, .. taps], result);
    }

    /// <summary>The bias of each output channel for each of its phases.</summary>
    /// <exception cref="InvalidNodeException">It does not have one element for each output channel.</exception>
    public static TensorData Bias(Node node, TransposedAxis[] axes)
    {
        var (bias, channels) = (node.ConstantInput(2).ToFloat32(), node.ConstantInput(1).Dimensions[1] * node.Attributes.Integer("group", 1));
        if (bias.Length != channels)
        {
            throw new InvalidNodeException($"a bias of {bias.Length} for {channels} channels");
        }

        var phases = axes.Aggregate(1, (product, axis) => product * axis.Stride);
        return TensorData.Create<float>([bias.Length * phases], [.. bias.SelectMany(value => Enumerable.Repeat(value, phases))]);
    }
}
