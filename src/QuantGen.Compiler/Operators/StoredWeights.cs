using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;
using QuantGen.Compiler.Quantization.Compression;
using QuantGen.Kernels;

namespace QuantGen.Compiler.Operators;

/// <summary>The weights of a float product as arguments of a kernel: packed floats, or in fewer bits where the node is assigned so.</summary>
internal sealed record StoredWeights
{
    private StoredWeights()
    {
    }

    /// <summary><c>weights</c>, and for stored weights <c>encoding</c> and <c>blockSize</c>.</summary>
    public required (string Name, Argument Value)[] Arguments { get; init; }

    /// <summary>Whether they are stored in fewer bits.</summary>
    public required bool IsCompressed { get; init; }

    /// <summary>Says how, at the end of a step's title.</summary>
    public required string Title { get; init; }

    /// <summary>The weights of a product whose second input they are.</summary>
    /// <param name="node">The node.</param>
    /// <param name="context">The lowering.</param>
    /// <param name="pack">Packs floats.</param>
    /// <param name="groups">The groups of a convolution, else 1.</param>
    public static StoredWeights Of(Node node, LoweringContext context, Func<float[]> pack, int groups = 1)
    {
        const int WeightInput = 1;
        var name = $"{node.Name}_weights";
        if (context.Quantization.Compressed(node) is not { } product)
        {
            return OfFloats(context, name, pack());
        }

        var weights = product.Weights[WeightInput];
        if (weights.Encoding == WeightEncoding.Int8)
        {
            var axis = node.Definition.WeightInputs(node).Single(input => input.Index == WeightInput).ChannelAxis;
            context.Builder.Scale(name, node.Input(WeightInput).Name, axis, weights.Scales);
        }

        return OfCompressed(context, name, weights, groups);
    }

    /// <summary>Packed floats.</summary>
    public static StoredWeights OfFloats(LoweringContext context, string name, float[] packed)
    {
        var constant = context.Builder.Constant(name, TensorData.Create<float>([packed.Length], packed));
        return new StoredWeights { Arguments = [("weights", constant)], IsCompressed = false, Title = "" };
    }

    /// <summary>Weights in fewer bits.</summary>
    public static StoredWeights OfCompressed(LoweringContext context, string name, CompressedWeights weights, int groups)
    {
        var packed = weights.Pack(groups);
        return new StoredWeights
        {
            Arguments =
            [
                ("weights", context.Builder.Constant(name, TensorData.FromBytes(ElementType.UInt8, [packed.Length], packed))),
                ("encoding", Argument.Enumeration(weights.Encoding)),
                ("blockSize", weights.KernelBlockSize),
            ],
            IsCompressed = true,
            Title = $", {Describe(weights)}",
        };
    }

    /// <summary>How they are stored. Scales of blocks are too many to be listed: their range has to do.</summary>
    public static string Describe(CompressedWeights weights)
    {
        return weights.Encoding switch
        {
            WeightEncoding.Int8 => "int8 weights",
            WeightEncoding.Float16 => "float16 weights",
            WeightEncoding.BFloat16 => "bfloat16 weights",
            _ => FormattableString.Invariant(
                $"int4 weights in blocks of {weights.BlockSize}{(weights.ZeroPoints.Length > 0 ? " with zero points" : "")}, scales {weights.Scales.Min():G3} to {weights.Scales.Max():G3}"),
        };
    }
}
