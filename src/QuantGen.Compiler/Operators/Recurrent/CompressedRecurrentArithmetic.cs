using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;
using QuantGen.Compiler.Quantization.Compression;
using QuantGen.Kernels;

namespace QuantGen.Compiler.Operators.Recurrent;

/// <summary>Float arithmetic on weights stored in fewer bits.</summary>
internal sealed class CompressedRecurrentArithmetic(
    Node node, LoweringContext context, RecurrentDirection direction, int gates, CompressedProduct product) : IRecurrentArithmetic
{
    private readonly FloatRecurrentArithmetic _float = new(node, context, direction, gates);

    public string Method => nameof(Kernels.Lstm.RunCompressed);

    public Operand Project()
    {
        var (rows, columns) = (direction.Steps * direction.Batch, gates * direction.Hidden);
        var projected = context.Scratch($"{node.Name}_projected{direction.Suffix}", ElementType.Float32, rows, columns);
        var weights = Slice(RecurrentOperator.InputWeightInput, 0, gates);
        context.Step(
            node,
            $"{direction.ProjectionTitle(columns)}, {StoredWeights.Describe(weights)}",
            $"{nameof(CompressedMatrixProduct)}.{nameof(CompressedMatrixProduct.Run)}",
            ("input", context.ReadPlain(node.Input(0))),
            ("weights", Constant(RecurrentOperator.InputWeightInput, 0, weights)),
            ("encoding", Argument.Enumeration(weights.Encoding)),
            ("blockSize", weights.KernelBlockSize),
            ("bias", _float.Bias(0, 0, gates)),
            ("output", projected),
            ("rows", rows),
            ("reduction", direction.Inputs),
            ("columns", columns),
            ("low", float.NegativeInfinity),
            ("high", float.PositiveInfinity),
            ("residual", Argument.None));
        return projected;
    }

    public IEnumerable<(string Name, Argument Value)> Product(string prefix, int firstGate, int gateCount)
    {
        const int Input = RecurrentOperator.RecurrentWeightInput;
        return
        [
            (RecurrentDirection.Parameter(prefix, "weights"), gateCount == 0 ? Argument.None : Constant(Input, firstGate, Slice(Input, firstGate, gateCount))),
            (RecurrentDirection.Parameter(prefix, "bias"), gateCount == 0 ? Argument.None : _float.Bias(1, firstGate, gateCount)),
        ];
    }

    public IEnumerable<(string Name, Argument Value)> States()
    {
        var weights = product.Weights[RecurrentOperator.RecurrentWeightInput];
        return [("encoding", Argument.Enumeration(weights.Encoding)), ("blockSize", weights.KernelBlockSize)];
    }

    private CompressedWeights Slice(int input, int firstGate, int gateCount)
    {
        return product.Weights[input].Slice(direction.FirstRow(gates, firstGate), gateCount * direction.Hidden);
    }

    private Operand Constant(int input, int firstGate, CompressedWeights weights)
    {
        var packed = weights.Pack();
        var name = direction.ConstantName(node, input == RecurrentOperator.InputWeightInput ? "weights" : "recurrent_weights", firstGate);
        return context.Builder.Constant(name, TensorData.FromBytes(ElementType.UInt8, [packed.Length], packed));
    }
}
