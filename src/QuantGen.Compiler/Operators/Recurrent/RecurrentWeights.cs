using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;
using QuantGen.Kernels;

namespace QuantGen.Compiler.Operators.Recurrent;

/// <summary>The float weights of one direction: packed at build time, or by a step where they are no constants.</summary>
internal sealed class RecurrentWeights(Node node, LoweringContext context, RecurrentDirection direction, int gates)
{
    private const int BiasInput = 3;

    /// <summary>The weights of some gates as a packed matrix [columns of the weight, gates * hidden].</summary>
    /// <param name="input">The node's input: [directions, gates * hidden, reduction].</param>
    /// <param name="firstGate">The first gate.</param>
    /// <param name="gateCount">The number of gates.</param>
    public Argument Matrix(int input, int firstGate, int gateCount)
    {
        var weight = node.Input(input);
        var reduction = (int)weight.Dimensions[2].Value!.Value;
        var columns = gateCount * direction.Hidden;
        var first = ((direction.Index * gates) + firstGate) * direction.Hidden * reduction;
        var name = $"{node.Name}_{(input == 1 ? "weights" : "recurrent_weights")}{direction.Suffix}{(firstGate == 0 ? "" : "_candidate")}";
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
    public Argument Bias(int part)
    {
        if (node.OptionalInput(BiasInput) is not { } bias)
        {
            return Argument.None;
        }

        var length = gates * direction.Hidden;
        var first = ((2 * direction.Index) + part) * length;
        var name = $"{node.Name}_{(part == 0 ? "bias" : "recurrent_bias")}{direction.Suffix}";
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
