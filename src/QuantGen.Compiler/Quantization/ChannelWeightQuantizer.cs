using QuantGen.Compiler.Diagnostics;
using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Operators;

namespace QuantGen.Compiler.Quantization;

/// <summary>Quantizes a weight of a node to symmetric int8 for a product whose activations are quantized while the model runs.</summary>
internal static class ChannelWeightQuantizer
{
    /// <summary>Quantizes.</summary>
    /// <param name="graph">For its file, where something is wrong.</param>
    /// <param name="node">The product.</param>
    /// <param name="input">Which of its inputs.</param>
    /// <param name="perChannel">One scale for each output channel, or one for all.</param>
    /// <param name="clipping">How scales are chosen.</param>
    /// <exception cref="CompilationException">A weight is not finite, or an accumulator could leave int32.</exception>
    public static ChannelWeights Quantize(ModelGraph graph, Node node, WeightInput input, bool perChannel, WeightClipping clipping)
    {
        var weight = node.ConstantInput(input.Index);
        var values = weight.ToFloat32();
        if (!values.All(float.IsFinite))
        {
            throw new CompilationException(DiagnosticCatalog.AccumulatorOverflow(graph.File, node.Name, "a weight is NaN or infinite"));
        }

        var (shape, channelAxis) = input.Channels(weight.Dimensions);
        int? axis = perChannel ? channelAxis : null;
        var scales = WeightQuantizer.ChooseScales(values, shape, axis, clipping);
        var quantized = WeightQuantizer.Quantize(values, shape, axis, scales);
        var result = new ChannelWeights(quantized, scales, channelAxis);
        return AccumulatorCheck.FindOverflow(result, shape) is { } reason
            ? throw new CompilationException(DiagnosticCatalog.AccumulatorOverflow(graph.File, node.Name, reason))
            : result;
    }
}
