using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;
using QuantGen.Kernels;

namespace QuantGen.Compiler.Operators.Recurrent;

/// <summary>Float weights: packed at build time, or by a step where they are no constants.</summary>
internal sealed class FloatRecurrentArithmetic(Node node, LoweringContext context, RecurrentDirection direction, int gates) : IRecurrentArithmetic
{
    public string Method => nameof(Kernels.Lstm.Run);

    public Operand Project()
    {
        var (rows, columns) = (direction.Steps * direction.Batch, gates * direction.Hidden);
        var projected = context.Scratch($"{node.Name}_projected{direction.Suffix}", ElementType.Float32, rows, columns);
        context.Step(
            node,
            direction.ProjectionTitle(columns),
            $"{nameof(FloatMatrixProduct)}.{nameof(FloatMatrixProduct.Run)}",
            ("input", context.ReadPlain(node.Input(0))),
            ("weights", Matrix(RecurrentOperator.InputWeightInput, 0, gates)),
            ("bias", Bias(0, 0, gates)),
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
        return
        [
            (RecurrentDirection.Parameter(prefix, "weights"), gateCount == 0 ? Argument.None : Matrix(RecurrentOperator.RecurrentWeightInput, firstGate, gateCount)),
            (RecurrentDirection.Parameter(prefix, "bias"), gateCount == 0 ? Argument.None : Bias(1, firstGate, gateCount)),
        ];
    }

    public IEnumerable<(string Name, Argument Value)> States()
    {
        return [];
    }

    /// <summary>The weights of some gates as a packed matrix [columns of the weight, gates * hidden].</summary>
    private Operand Matrix(int input, int firstGate, int gateCount)
    {
        var weight = node.Input(input);
        var reduction = (int)weight.Dimensions[2].Value!.Value;
        var columns = gateCount * direction.Hidden;
        var first = direction.FirstRow(gates, firstGate) * reduction;
        var name = direction.ConstantName(node, input == RecurrentOperator.InputWeightInput ? "weights" : "recurrent_weights", firstGate);
        if (weight.Constant is { } constant)
        {
            var packed = PackedFloatWeights.MatrixProduct(constant.ToFloat32().AsSpan(first), reduction, columns, transposed: true);
            return context.Builder.Constant(name, TensorData.Create<float>([packed.Length], packed));
        }

        var output = context.Scratch(name, ElementType.Float32, PackedFloatWeights.MatrixProductLength(reduction, columns));
        context.Step(
            node,
            "Pack weights",
            $"{nameof(PackedFloatWeights)}.{nameof(PackedFloatWeights.Pack)}",
            ("weights", context.ReadPlain(weight)),
            ("packed", output),
            ("first", first),
            ("reduction", reduction),
            ("columns", columns));
        return output;
    }

    /// <summary>The bias of the inputs' product (0) or of the recurrent one (1); none when the node has none.</summary>
    public Argument Bias(int part, int firstGate, int gateCount)
    {
        if (node.OptionalInput(RecurrentOperator.BiasInput) is not { } bias)
        {
            return Argument.None;
        }

        var length = gateCount * direction.Hidden;
        var first = direction.FirstBias(gates, part, firstGate);
        var name = direction.ConstantName(node, part == 0 ? "bias" : "recurrent_bias", firstGate);
        if (bias.Constant is { } constant)
        {
            return context.Builder.Constant(name, TensorData.Create<float>([length], constant.ToFloat32().AsSpan(first, length).ToArray()));
        }

        var output = context.Scratch(name, ElementType.Float32, length);
        context.Step(
            node,
            "Select a bias",
            $"{nameof(DataMovement)}.{nameof(DataMovement.Slice)}",
            ("input", context.ReadPlain(bias)),
            ("output", output),
            ("inputShape", new[] { (int)bias.ElementCount.Value!.Value }),
            ("starts", new[] { first }),
            ("steps", new[] { 1 }),
            ("outputShape", new[] { length }));
        return output;
    }
}
