using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Operators;
using QuantGen.Compiler.Operators.Convolution;
using QuantGen.Compiler.Operators.Normalization;

namespace QuantGen.Compiler.Passes;

/// <summary>Merges BatchNormalization into the convolution before it: both are one multiplication and one addition per channel.</summary>
internal static class FoldBatchNormalization
{
    public static void Run(ModelGraph graph)
    {
        var consumers = graph.Consumers();
        foreach (var node in graph.Nodes.ToArray())
        {
            if (node.Definition is Conv && node.Input(1).IsConstant
                && (node.OptionalInput(2) is null || node.Input(2).IsConstant)
                && GraphEdit.OnlyConsumer(graph, consumers, node.Output) is { Definition: BatchNormalization } normalization)
            {
                Merge(graph, node, BatchNormalization.Affine(normalization));
                GraphEdit.Absorb(graph, consumers, node, normalization);
            }
        }

        // What follows no convolution becomes one of its own: one weight per channel.
        for (var i = 0; i < graph.Nodes.Count; i++)
        {
            if (graph.Nodes[i].Definition is BatchNormalization)
            {
                graph.Nodes[i] = BatchNormalization.ToDepthwise(graph, graph.Nodes[i]);
            }
        }
    }

    private static void Merge(ModelGraph graph, Node convolution, ChannelAffine affine)
    {
        var weight = convolution.ConstantInput(1);
        var values = weight.ToFloat32();
        var perChannel = values.Length / weight.Dimensions[0];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (float)(values[i] * affine.Factors[i / perChannel]);
        }

        var bias = convolution.OptionalInput(2)?.Constant?.ToFloat32() ?? new float[affine.Factors.Length];
        for (var channel = 0; channel < bias.Length; channel++)
        {
            bias[channel] = (float)((bias[channel] * affine.Factors[channel]) + affine.Offsets[channel]);
        }

        convolution.SetInput(1, Value.FromConstant(graph.UniqueName($"{convolution.Name}.weight"), TensorData.Create<float>(weight.Dimensions, values)));
        convolution.SetInput(2, Value.FromConstant(graph.UniqueName($"{convolution.Name}.bias"), TensorData.Create<float>([bias.Length], bias)));
    }
}
