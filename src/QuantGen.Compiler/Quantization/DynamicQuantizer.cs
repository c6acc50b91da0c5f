using QuantGen.Compiler.Diagnostics;
using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Modes;
using QuantGen.Compiler.Operators;
using QuantGen.Compiler.Quantization.Compression;

namespace QuantGen.Compiler.Quantization;

/// <summary>Turns the weights of products into int8; their activations are quantized while the model runs.</summary>
internal sealed class DynamicQuantizer(ModelGraph graph, QuantizationOptions options)
{
    private readonly Dictionary<Node, DynamicProduct> _products = [];
    private readonly EmbeddingTables _embeddings = new(options, WeightFormat.Float16);

    /// <summary>The nodes that can be quantized, without those that the request keeps in float.</summary>
    public IReadOnlyList<Node> Candidates()
    {
        return [.. graph.Nodes.Where(node => node.Definition.HasDynamicForm(node) && !KeptNames.Contain(options, node) && IsActivation(node.Input(0)))];
    }

    /// <summary>Quantizes.</summary>
    /// <param name="keepFloat">Nodes that stay in float, besides those that the user named.</param>
    /// <exception cref="CompilationException">An accumulator could leave int32.</exception>
    public QuantizationAssignment Quantize(IReadOnlySet<string> keepFloat)
    {
        var assignment = QuantizationAssignment.Float();
        foreach (var node in Candidates().Where(node => !keepFloat.Contains(node.Name)))
        {
            if (!_products.TryGetValue(node, out var product))
            {
                _products[node] = product = Quantize(node);
            }

            assignment.SetDynamic(node, product);
        }

        _embeddings.Assign(graph.Nodes.Where(node => !KeptNames.Contain(options, node) && !keepFloat.Contains(node.Name)), assignment);
        return assignment;
    }

    private static bool IsActivation(Value value)
    {
        return !value.IsConstant && value.Type == ElementType.Float32;
    }

    private DynamicProduct Quantize(Node node)
    {
        return new DynamicProduct(node.Definition.WeightInputs(node).ToDictionary(input => input.Index, Weights), options.ActivationScale);

        ChannelWeights Weights(WeightInput input)
        {
            return ChannelWeightQuantizer.Quantize(graph, node, input, options.PerChannel, WeightClipping.MeanSquaredError);
        }
    }
}
