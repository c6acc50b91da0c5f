using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Operators;
using QuantGen.Compiler.Quantization;

namespace QuantGen.Compiler.Importing;

/// <summary>Weights and bias of a product as the model has them, in the form that the integer kernels take.</summary>
internal static class ImportedWeights
{
    /// <summary>A bias counts in steps of input scale times weight scale; its own scale is that product, rounded otherwise at most.</summary>
    private const double ScaleTolerance = 1e-4;

    /// <summary>A bias leaves as much of int32 to the products.</summary>
    private const double BiasLimit = 1 << 30;

    /// <summary>Reads the weights of a node.</summary>
    /// <param name="node">A node of <see cref="IntegerForm.Compute"/>.</param>
    /// <param name="input">Scale and zero point of its input.</param>
    /// <param name="reason">Why there are none, to complete "it stays in float: ...".</param>
    public static QuantizedWeights? Read(Node node, QuantizationParameters input, out string reason)
    {
        reason = "its weights are floats in the model";
        if (node.Definition is not IChannelBias definition || node.Definition.WeightInputs(node) is not [var weight]
            || node.Input(weight.Index).Integers is not { } integers)
        {
            return null;
        }

        reason = "its weights have a scale that is not one for all or one for each output channel";
        if (!integers.IsPerChannel(weight.ChannelAxis) || !integers.Scales.All(scale => scale > 0 && float.IsFinite(scale)))
        {
            return null;
        }

        reason = "its weights less their zero points go beyond nine bits";
        if (Split(integers.Centered()) is not [var values, .. var excess])
        {
            return null;
        }

        var channels = integers.Values.Dimensions[weight.ChannelAxis];
        var weights = new QuantizedWeights(values, integers.Scales, weight.ChannelAxis, new int[channels]) { Excess = excess };
        reason = "its bias goes beyond int32 at the scale of the products";
        if (node.OptionalInput(definition.BiasInput) is { } bias)
        {
            if (ReadBias(bias, weights, input.Scale) is not { } steps)
            {
                return null;
            }

            weights = weights with { Bias = steps };
        }

        reason = AccumulatorCheck.FindOverflow(weights, integers.Values.Dimensions) ?? "";
        return reason.Length == 0 ? weights : null;
    }

    /// <summary>Whether a bias is integers in the model, in steps of input scale times weight scale.</summary>
    public static bool CountsSteps(Value bias, QuantizedWeights weights, float inputScale)
    {
        return bias.Integers is { Values.Type: ElementType.Int32 } integers
            && integers.ZeroPoints.All(zero => zero == 0)
            && Enumerable.Range(0, weights.Bias.Length).All(channel =>
            {
                var scale = integers.Scales[integers.Scales.Length == 1 ? 0 : channel];
                return Math.Abs((scale / ((double)inputScale * weights.Scale(channel))) - 1) < ScaleTolerance;
            });
    }

    /// <summary>Numbers as sums of int8 terms, of which one is enough for most weights; empty when they are no difference of two bytes.</summary>
    private static sbyte[][] Split(long[] numbers)
    {
        if (numbers.Any(number => Math.Abs(number) > byte.MaxValue))
        {
            return [];
        }

        var terms = new List<sbyte[]>();
        do
        {
            sbyte[] term = [.. numbers.Select(number => (sbyte)Math.Clamp(number, sbyte.MinValue, sbyte.MaxValue))];
            numbers = [.. numbers.Zip(term, (number, part) => number - part)];
            terms.Add(term);
        }
        while (numbers.Any(number => number != 0));
        return [.. terms];
    }

    /// <summary>The bias in steps of input scale times weight scale: its own integers where they count these, else its floats rounded.</summary>
    private static int[]? ReadBias(Value bias, QuantizedWeights weights, float inputScale)
    {
        var integers = CountsSteps(bias, weights, inputScale) ? bias.Integers : null;
        var floats = bias.Constant!.ToFloat32();
        var steps = new int[weights.Bias.Length];
        for (var channel = 0; channel < steps.Length; channel++)
        {
            var index = floats.Length == 1 ? 0 : channel;
            var scale = (double)inputScale * weights.Scale(channel);
            var value = integers?.Values.Span<int>()[index] ?? Math.Round(floats[index] / scale, MidpointRounding.ToEven);
            if (!(Math.Abs(value) <= BiasLimit))
            {
                return null;
            }

            steps[channel] = (int)value;
        }

        return steps;
    }
}
