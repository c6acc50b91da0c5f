using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Operators;
using QuantGen.Compiler.Operators.Elementwise;
using QuantGen.Compiler.Operators.Quantization;
using QuantGen.Compiler.Passes;
using QuantGen.Compiler.Quantization;

namespace QuantGen.Compiler.Importing;

/// <summary>
/// Writes DynamicQuantizeLinear, MatMulInteger, Cast and Mul by both scales as one MatMul that quantizes its activations while it runs, with one scale for
/// the whole tensor: the same bits, by one kernel.
/// </summary>
internal sealed class DynamicProducts
{
    private readonly ModelGraph _graph;
    private readonly Dictionary<Value, List<Node>> _consumers;
    private readonly Dictionary<Node, DynamicProduct> _products = [];

    private DynamicProducts(ModelGraph graph)
    {
        (_graph, _consumers) = (graph, graph.Consumers());
    }

    /// <summary>Rewrites a graph.</summary>
    /// <returns>The new nodes, with their weights.</returns>
    public static IReadOnlyDictionary<Node, DynamicProduct> Fuse(ModelGraph graph)
    {
        var fusion = new DynamicProducts(graph);
        foreach (var node in graph.Nodes.ToArray())
        {
            fusion.TryFuse(node);
        }

        if (fusion._products.Count > 0)
        {
            graph.RemoveUnused();
            FuseBias.Run(graph);
            FuseClamp.Run(graph);
        }

        return fusion._products;
    }

    private void TryFuse(Node product)
    {
        if (product.Definition is not MatMulInteger
            || product.Input(0).Producer is not { Definition: DynamicQuantizeLinear } quantize
            || product.Input(0) != quantize.Output || product.OptionalInput(2) is not { } zeroPoint || zeroPoint != quantize.Outputs[2]
            || Next<Cast>(product) is not { Output.Type: ElementType.Float32 } cast
            || Next<Mul>(cast) is not { } scaled
            || ConstantScale(Other(scaled, cast.Output), quantize.Outputs[1]!) is not { } scale
            || Weights(product, scale) is not { } weights)
        {
            return;
        }

        var matrix = new Value(_graph.UniqueName($"{product.Input(1).Name}_floats"));
        matrix.SetConstant(Floats(product.ConstantInput(1), weights));
        var fused = Expansion.Node("MatMul", product.Name, [quantize.Input(0), matrix], scaled.Output);
        _graph.Nodes[_graph.Nodes.IndexOf(scaled)] = fused;
        _products[fused] = new DynamicProduct(new Dictionary<int, ChannelWeights> { [1] = weights }, ActivationScale.PerTensor);
    }

    private Node? Next<T>(Node node)
        where T : OperatorDefinition
    {
        return GraphEdit.OnlyConsumer(_graph, _consumers, node.Output) is { Definition: T } next ? next : null;
    }

    private static Value Other(Node node, Value operand)
    {
        return node.Input(0) == operand ? node.Input(1) : node.Input(0);
    }

    /// <summary>The weights' scale, when a value is its product with the activations'.</summary>
    private static TensorData? ConstantScale(Value scale, Value activationScale)
    {
        return scale.Producer is { Definition: Mul } product && product.Inputs.Contains(activationScale) ? Other(product, activationScale).Constant : null;
    }

    private static ChannelWeights? Weights(Node product, TensorData scale)
    {
        if (product.Input(1).Constant is not { Rank: 2 } values || product.Input(0).Rank < 2
            || product.OptionalInput(3) is { IsConstant: false }
            || scale.Type != ElementType.Float32 || (scale.Count != 1 && (scale.Count != values.Dimensions[1] || scale.Dimensions[^1] != scale.Count)))
        {
            return null;
        }

        var zeroPoints = product.OptionalInput(3)?.Constant!.ToInt64() ?? [0];
        var centered = new QuantizedConstant(values, scale.ToFloat32(), zeroPoints, Axis: 1).Centered();
        return centered.All(value => value is >= sbyte.MinValue and <= sbyte.MaxValue)
            && new ChannelWeights([.. centered.Select(value => (sbyte)value)], scale.ToFloat32(), ChannelAxis: 1) is var weights
            && AccumulatorCheck.FindOverflow(weights, values.Dimensions) is null
            ? weights
            : null;
    }

    private static TensorData Floats(TensorData shape, ChannelWeights weights)
    {
        return TensorData.Create<float>(shape.Dimensions, [.. weights.Values.Select((value, i) => value * weights.Scales[i % weights.Scales.Length])]);
    }
}
