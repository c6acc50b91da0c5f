using QuantGen.Compiler.Diagnostics;
using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Operators;

namespace QuantGen.Compiler.Quantization;

/// <summary>Quantizes weights and biases of the integer nodes, once their inputs have scales.</summary>
internal static class WeightQuantization
{
    /// <summary>A bias leaves this much of int32 to the products.</summary>
    private const double BiasLimit = 1 << 30;

    /// <summary>Sets the weights of an assignment.</summary>
    /// <exception cref="CompilationException">An accumulator could leave int32.</exception>
    public static void Assign(
        ModelGraph graph, QuantizationAssignment assignment, QuantizationOptions options, IReadOnlyDictionary<string, float[]> biasCorrections)
    {
        foreach (var node in graph.Nodes.Where(node => assignment.IsInteger(node) && node.Definition.IntegerFormOf(node) == IntegerForm.Compute))
        {
            assignment.SetWeights(node, Quantize(
                graph, node, assignment.Parameters(node.Input(0)), options.PerChannel, biasCorrections.GetValueOrDefault(node.Name)));
        }
    }

    private static QuantizedWeights Quantize(
        ModelGraph graph, Node node, QuantizationParameters input, bool perChannel, float[]? biasCorrection)
    {
        var weight = node.ConstantInput(1);
        var axis = node.Definition.WeightInputs(node)[0].ChannelAxis;
        var channels = weight.Dimensions[axis];
        var values = weight.ToFloat32();
        var bias = node.OptionalInput(((IChannelBias)node.Definition).BiasInput)?.Constant?.ToFloat32() ?? new float[channels];
        bias = biasCorrection is null ? bias : [.. bias.Zip(biasCorrection, (value, correction) => value + correction)];
        if (!values.All(float.IsFinite) || !bias.All(float.IsFinite))
        {
            throw new CompilationException(DiagnosticCatalog.AccumulatorOverflow(graph.File, node.Name, "a weight or bias is NaN or infinite"));
        }

        var scales = WeightQuantizer.ChooseScales(values, weight.Dimensions, perChannel ? axis : null, WeightClipping.None);
        RaiseForBias(scales, bias, input.Scale);
        var quantized = WeightQuantizer.Quantize(values, weight.Dimensions, perChannel ? axis : null, scales);
        int[] integers = [.. bias.Select((value, channel) => (int)Math.Round(
            value / ((double)input.Scale * scales[scales.Length == 1 ? 0 : channel]), MidpointRounding.ToEven))];
        var result = new QuantizedWeights(quantized, scales, axis, integers);
        return AccumulatorCheck.FindOverflow(result, weight.Dimensions) is { } reason
            ? throw new CompilationException(DiagnosticCatalog.AccumulatorOverflow(graph.File, node.Name, reason))
            : result;
    }

    /// <summary>
    /// A channel whose weights are nothing beside its bias (a dead channel after BatchNormalization) would need a bias beyond int32: its
    /// scale is raised until the bias fits, which moves the result by less than the bias's own rounding.
    /// </summary>
    private static void RaiseForBias(float[] scales, float[] bias, float inputScale)
    {
        for (var channel = 0; channel < bias.Length; channel++)
        {
            var index = scales.Length == 1 ? 0 : channel;
            var smallest = Math.Abs((double)bias[channel]) / (BiasLimit * inputScale);
            scales[index] = Math.Max(scales[index], (float)smallest);
        }
    }
}
