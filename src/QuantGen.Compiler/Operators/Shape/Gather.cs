using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;
using QuantGen.Compiler.Quantization.Compression;
using QuantGen.Kernels;
using QuantGen.Plan;

namespace QuantGen.Compiler.Operators.Shape;

/// <summary>ONNX Gather (opset 1 to 13): slices of an axis by index, as an embedding does.</summary>
internal sealed class Gather : OperatorDefinition
{
    private const int Table = 0;

    public override string Name => "Gather";

    public override void Infer(Node node)
    {
        var (data, indices) = (node.Input(0), node.Input(1));
        if (indices.Type is not (ElementType.Int32 or ElementType.Int64))
        {
            throw new InvalidNodeException($"its indices are {indices.Type}");
        }

        var axis = Axis(node);
        CheckIndices(indices, data.Dimensions[axis]);
        node.SetOutput(0, data.Type, [.. data.Dimensions.Take(axis), .. indices.Dimensions, .. data.Dimensions.Skip(axis + 1)]);
        node.Output.SymbolicElements = InferElements(data, indices);
    }

    public override bool KeepsRowsApart(Node node)
    {
        var (data, indices) = (node.Input(0), node.Input(1));
        return Axis(node) == 0 ? data.IsConstant && indices.Rank > 0 : indices.IsConstant;
    }

    public override IReadOnlyList<WeightInput> WeightInputs(Node node)
    {
        return HasCompressedForm(node) ? [new WeightInput(Table, ChannelAxis: 0)] : [];
    }

    /// <summary>An embedding: rows of a constant table of floats.</summary>
    public override bool HasCompressedForm(Node node)
    {
        return Axis(node) == 0 && node.Input(Table) is { IsConstant: true, Rank: 2, Type: ElementType.Float32 };
    }

    public override void Lower(Node node, LoweringContext context)
    {
        if (context.Quantization.Compressed(node) is { } product)
        {
            LowerEmbedding(node, context, product.Weights[Table]);
            return;
        }

        var (data, indices, axis) = (node.Input(0), node.Input(1), Axis(node));
        context.Step(
            node,
            "Gather",
            $"{nameof(DataMovement)}.{nameof(DataMovement.Gather)}",
            ("input", context.ReadPlain(data)),
            ("indices", context.ReadPlain(indices)),
            ("output", context.Define(node.Output, Form.NativePlain)),
            ("outer", Shapes.Product(data.Dimensions.Take(axis))),
            ("axis", data.Dimensions[axis]),
            ("inner", Shapes.Product(data.Dimensions.Skip(axis + 1))));
    }

    private static void LowerEmbedding(Node node, LoweringContext context, CompressedWeights weights)
    {
        var name = $"{node.Name}_table";
        int[] shape = [weights.Columns, weights.Reduction];
        var indices = ("indices", (Argument)context.ReadPlain(node.Input(1)));
        var output = ("output", (Argument)context.Define(node.Output, Form.NativePlain));
        (string, Argument)[] sizes = [("rows", weights.Columns), ("columns", weights.Reduction)];
        if (weights.Encoding == WeightEncoding.Int8)
        {
            var values = Array.ConvertAll(weights.Codes, code => (sbyte)code);
            context.Step(
                node,
                "Embedding, int8 rows",
                $"{nameof(EmbeddingTable)}.{nameof(EmbeddingTable.Gather)}",
                [
                    ("table", context.Builder.Constant(name, TensorData.Create<sbyte>(shape, values))),
                    ("scales", context.Builder.Constant($"{node.Name}_scales", TensorData.Create<float>([weights.Scales.Length], weights.Scales))),
                    indices, output, .. sizes,
                ]);
            return;
        }

        context.Step(
            node,
            $"Embedding, {weights.Encoding} rows",
            $"{nameof(EmbeddingTable)}.{nameof(EmbeddingTable.GatherHalves)}",
            [
                ("table", context.Builder.Constant(name, TensorData.Create<ushort>(shape, weights.Codes))),
                indices, output, .. sizes, ("encoding", Argument.Enumeration(weights.Encoding)),
            ]);
    }

    private static int Axis(Node node)
    {
        return Shapes.Axis(node.Attributes.Integer("axis", 0), node.Input(0).Rank);
    }

    /// <summary>Indices that are known now must be in range; the others are checked when the model runs.</summary>
    private static void CheckIndices(Value indices, Dimension length)
    {
        if (indices.Constant is { } constant && length.Value is { } bound)
        {
            foreach (var index in constant.ToInt64().Where(index => index < -bound || index >= bound))
            {
                throw new InvalidNodeException($"index {index} is not in the range of an axis of {bound} elements");
            }
        }
    }

    private static IReadOnlyList<Dimension>? InferElements(Value data, Value indices)
    {
        return data.Rank == 1 && data.KnownElements() is { } elements && indices.Constant is { } constant
            ? [.. constant.ToInt64().Select(index => elements[(int)(index < 0 ? index + elements.Count : index)])]
            : null;
    }
}
