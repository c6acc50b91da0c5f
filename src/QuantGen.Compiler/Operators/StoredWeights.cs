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

    /// <summary>Which family of kernels reads them.</summary>
    public required StoredWeightsForm Form { get; init; }

    /// <summary>Says how, at the end of a step's title.</summary>
    public required string Title { get; init; }

    /// <summary>What they are packed from; null for floats.</summary>
    private CompressedWeights? Source { get; init; }

    /// <summary>The weights of a convolution, its second input.</summary>
    /// <param name="node">The node.</param>
    /// <param name="context">The lowering.</param>
    /// <param name="pack">Packs floats.</param>
    /// <param name="groups">Its groups.</param>
    public static StoredWeights OfConvolution(Node node, LoweringContext context, Func<float[]> pack, int groups)
    {
        return Of(node, context, pack, weights => (StoredWeightsForm.Compressed, weights.Pack(groups)));
    }

    /// <summary>The weights of a matrix product, its second input.</summary>
    /// <param name="node">The node.</param>
    /// <param name="context">The lowering.</param>
    /// <param name="pack">Packs floats.</param>
    public static StoredWeights OfMatrix(Node node, LoweringContext context, Func<float[]> pack)
    {
        return Of(node, context, pack, weights => FixedPointMatrixProduct.Supports(weights.Encoding, weights.Reduction)
            ? (StoredWeightsForm.FixedPoint, weights.PackFixedPoint())
            : (StoredWeightsForm.Compressed, weights.Pack()));
    }

    /// <summary>The argument <c>scratch</c> of a matrix product that needs it.</summary>
    public IEnumerable<(string Name, Argument Value)> Scratch(Node node, LoweringContext context)
    {
        if (Form == StoredWeightsForm.FixedPoint)
        {
            var length = FixedPointMatrixProduct.ScratchLength(Source!.Encoding, Source.Reduction, Source.Columns);
            yield return ("scratch", context.Scratch($"{node.Name}_scratch", ElementType.UInt8, length));
        }
    }

    private static StoredWeights Of(
        Node node, LoweringContext context, Func<float[]> pack, Func<CompressedWeights, (StoredWeightsForm Form, byte[] Packed)> packCompressed)
    {
        const int WeightInput = 1;
        var name = $"{node.Name}_weights";
        if (context.Quantization.Compressed(node) is not { } product)
        {
            var floats = pack();
            return new StoredWeights
            {
                Arguments = [("weights", context.Builder.Constant(name, TensorData.Create<float>([floats.Length], floats)))],
                Form = StoredWeightsForm.Float,
                Title = "",
            };
        }

        var weights = product.Weights[WeightInput];
        if (weights.Encoding == WeightEncoding.Int8)
        {
            var axis = node.Definition.WeightInputs(node).Single(input => input.Index == WeightInput).ChannelAxis;
            context.Builder.Scale(name, node.Input(WeightInput).Name, axis, weights.Scales);
        }

        var (form, packed) = packCompressed(weights);
        return new StoredWeights
        {
            Arguments =
            [
                ("weights", context.Builder.Constant(name, TensorData.FromBytes(ElementType.UInt8, [packed.Length], packed))),
                ("encoding", Argument.Enumeration(weights.Encoding)),
                ("blockSize", weights.KernelBlockSize),
            ],
            Form = form,
            Source = weights,
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

/// <summary>Which family of kernels reads stored weights.</summary>
internal enum StoredWeightsForm
{
    /// <summary>Packed floats.</summary>
    Float,

    /// <summary>Fewer bits, decoded to the floats that they stand for.</summary>
    Compressed,

    /// <summary>Integers that are multiplied as they are, with rows in fixed point.</summary>
    FixedPoint,
}
