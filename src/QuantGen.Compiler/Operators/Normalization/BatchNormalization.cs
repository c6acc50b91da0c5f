using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;

namespace QuantGen.Compiler.Operators.Normalization;

/// <summary>ONNX BatchNormalization (opset 7 to 15) in inference form. It never runs as such: it is merged into a convolution, or becomes one.</summary>
internal sealed class BatchNormalization : OperatorDefinition
{
    /// <summary>Rows of a diagonal matrix: its memory grows with their square.</summary>
    private const int LargestMatrix = 4096;

    public override string Name => "BatchNormalization";

    public override IReadOnlyList<IntegerForm> IntegerForms => OperatorRegistry.Get("Conv").IntegerForms;

    public override void Infer(Node node)
    {
        var input = node.Input(0);
        if (input.Rank is < 2 or > 4)
        {
            throw new UnsupportedNodeException($"an input of rank {input.Rank}; 2 to 4 are supported");
        }

        var channels = Shapes.Constant(input.Dimensions[1], "the number of channels");
        for (var i = 1; i <= 4; i++)
        {
            if (node.ConstantInput(i) is not { Type: ElementType.Float32 } parameter || parameter.Count != channels)
            {
                throw new InvalidNodeException($"input {i} does not hold {channels} floats");
            }
        }

        if (input.Rank == 2 && channels > LargestMatrix)
        {
            throw new UnsupportedNodeException($"{channels} channels in an input of rank 2; up to {LargestMatrix} are supported");
        }

        // A wrong type is noticed here: the passes that merge the node have no name for what is wrong.
        _ = Epsilon(node);
        if (node.Attributes.Integer("training_mode", 0) != 0)
        {
            throw new UnsupportedNodeException("training_mode; export the model for inference");
        }

        node.SetOutput(0, input.Type, input.Dimensions);
    }

    public override bool KeepsRowsApart(Node node)
    {
        return true;
    }

    private static float Epsilon(Node node)
    {
        return node.Attributes.Float("epsilon", 1e-5f);
    }

    /// <summary>y = x * factor + offset with factor = scale / sqrt(variance + epsilon), in double.</summary>
    public static ChannelAffine Affine(Node node)
    {
        var epsilon = (double)Epsilon(node);
        var parameters = Enumerable.Range(1, 4).Select(i => node.ConstantInput(i).ToFloat32()).ToArray();
        var (scale, bias, mean, variance) = (parameters[0], parameters[1], parameters[2], parameters[3]);
        var factors = scale.Select((value, channel) => value / Math.Sqrt(variance[channel] + epsilon)).ToArray();
        return new ChannelAffine(factors, [.. factors.Select((factor, channel) => bias[channel] - (mean[channel] * factor))]);
    }

    /// <summary>The node as a depthwise convolution of one tap (rank 3 and 4), or as a product with a diagonal matrix (rank 2).</summary>
    public static Node ToDepthwise(ModelGraph graph, Node node)
    {
        var affine = Affine(node);
        var channels = affine.Factors.Length;
        float[] factors = [.. affine.Factors.Select(factor => (float)factor)];
        var rank = node.Input(0).Rank;
        var result = new Node(OperatorRegistry.Get(rank == 2 ? "MatMul" : "Conv"), node.Name) { SourceType = node.SourceType };
        var weight = rank == 2
            ? TensorData.Create<float>([channels, channels], Diagonal(factors))
            : TensorData.Create<float>([channels, .. Enumerable.Repeat(1, rank - 1)], factors);
        result.SetInput(0, node.Input(0));
        result.SetInput(1, Value.FromConstant(graph.UniqueName($"{node.Name}.weight"), weight));
        result.SetInput(2, Value.FromConstant(
            graph.UniqueName($"{node.Name}.bias"), TensorData.Create<float>([channels], [.. affine.Offsets.Select(offset => (float)offset)])));
        if (rank > 2)
        {
            result.Attributes.Set("group", (long)channels);
        }

        result.Outputs.Add(node.Output);
        node.Output.Producer = result;
        return result;
    }

    private static float[] Diagonal(float[] values)
    {
        var matrix = new float[values.Length * values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            matrix[(i * values.Length) + i] = values[i];
        }

        return matrix;
    }
}

/// <summary>One factor and one offset per channel.</summary>
internal sealed record ChannelAffine(double[] Factors, double[] Offsets);
