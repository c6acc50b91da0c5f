using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Operators;
using QuantGen.Compiler.Operators.Elementwise;

namespace QuantGen.Compiler.Passes;

/// <summary>Merges an Add of one constant per output channel into the convolution or matrix product before it.</summary>
internal static class FuseBias
{
    public static void Run(ModelGraph graph)
    {
        var consumers = graph.Consumers();
        foreach (var node in graph.Nodes.ToArray())
        {
            if (node.Definition is IChannelBias definition
                && node.Clamp.IsNone
                && GraphEdit.OnlyConsumer(graph, consumers, node.Output) is { Definition: Add } add
                && add.Clamp.IsNone
                && Operand(add, node.Output) is { } constant
                && PerChannel(constant, node, definition) is { } bias)
            {
                Merge(graph, node, definition, bias);
                GraphEdit.Absorb(graph, consumers, node, add);
            }
        }
    }

    private static TensorData? Operand(Node add, Value other)
    {
        return (add.Input(0) == other ? add.Input(1) : add.Input(0)).Constant;
    }

    /// <summary>The constant as one value per output channel; null when it varies along another axis or changes the shape.</summary>
    private static float[]? PerChannel(TensorData constant, Node node, IChannelBias definition)
    {
        if (definition.ChannelAxis(node) is not { } axis || node.OptionalInput(definition.BiasInput) is { IsConstant: false })
        {
            return null;
        }

        var rank = node.Output.Rank;
        var channels = Shapes.Constant(node.Output.Dimensions[axis], "the number of channels");
        var aligned = Enumerable.Repeat(1, Math.Max(0, rank - constant.Rank)).Concat(constant.Dimensions).ToArray();
        if (constant.Type != ElementType.Float32 || aligned.Length != rank
            || aligned.Where((dimension, i) => i != axis).Any(dimension => dimension != 1))
        {
            return null;
        }

        var values = constant.ToFloat32();
        return values.Length == channels ? values : values.Length == 1 ? [.. Enumerable.Repeat(values[0], channels)] : null;
    }

    private static void Merge(ModelGraph graph, Node node, IChannelBias definition, float[] bias)
    {
        if (node.OptionalInput(definition.BiasInput)?.Constant is { } existing)
        {
            bias = [.. bias.Zip(existing.ToFloat32(), (added, before) => before + added)];
        }

        var name = graph.UniqueName($"{node.Name}.bias");
        node.SetInput(definition.BiasInput, Value.FromConstant(name, TensorData.Create<float>([bias.Length], bias)));
    }
}
