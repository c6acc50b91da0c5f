using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;
using QuantGen.Compiler.Quantization;
using QuantGen.Kernels;

namespace QuantGen.Compiler.Operators.Recurrent;

/// <summary>
/// int8 weights. Inputs and states are quantized to 16 bits, each with a scale of its own that is known at build time or found while running; biases,
/// gates and cells are float.
/// </summary>
internal sealed class QuantizedRecurrentArithmetic(
    Node node, LoweringContext context, RecurrentDirection direction, int gates, RecurrentQuantization quantization) : IRecurrentArithmetic
{
    public string Method => nameof(Kernels.Lstm.RunQuantized);

    public Operand Project()
    {
        var (rows, columns) = (direction.Steps * direction.Batch, gates * direction.Hidden);
        var projected = context.Scratch($"{node.Name}_projected{direction.Suffix}", ElementType.Float32, rows, columns);
        context.Step(
            node,
            $"{direction.ProjectionTitle(columns)}, 16 times 8 bits",
            $"{nameof(WideMatrixProduct)}.{nameof(WideMatrixProduct.Run)}",
            [
                ("input", context.ReadPlain(node.Input(0))),
                .. Weights("", RecurrentOperator.InputWeightInput, 0, gates),
                ("output", projected),
                ("scratch", Scratch("projection", direction.Inputs, columns)),
                ("quantization", Wide(quantization.Input)),
                ("rows", rows),
                ("reduction", direction.Inputs),
                ("columns", columns),
            ]);
        return projected;
    }

    public IEnumerable<(string Name, Argument Value)> Product(string prefix, int firstGate, int gateCount)
    {
        return Weights(prefix, RecurrentOperator.RecurrentWeightInput, firstGate, gateCount);
    }

    public IEnumerable<(string Name, Argument Value)> States()
    {
        return
        [
            ("productScratch", Scratch("product", direction.Hidden, gates * direction.Hidden)),
            ("stateQuantization", Wide(quantization.State)),
        ];
    }

    private Operand Scratch(string name, int reduction, int columns)
    {
        return context.Scratch($"{node.Name}_{name}{direction.Suffix}", ElementType.UInt8, WideMatrixProduct.ScratchLength(reduction, columns));
    }

    private Argument Wide(WideParameters parameters)
    {
        return Argument.Structure<WideQuantization>([
            ("sharing", Argument.Enumeration(quantization.Sharing)), ("scale", parameters.Scale), ("zeroPoint", parameters.ZeroPoint)]);
    }

    /// <summary>Weights of some gates, packed, with their scales, sums and bias.</summary>
    private (string Name, Argument Value)[] Weights(string prefix, int input, int firstGate, int gateCount)
    {
        string[] names = ["weights", "weightScales", "weightSums", "bias"];
        if (gateCount == 0)
        {
            return [.. names.Select(name => (RecurrentDirection.Parameter(prefix, name), Argument.None))];
        }

        var weights = quantization.Weights[input];
        var reduction = (int)node.Input(input).Dimensions[2].Value!.Value;
        var (first, columns) = (direction.FirstRow(gates, firstGate), gateCount * direction.Hidden);
        var rows = weights.Values.AsSpan(first * reduction, columns * reduction);
        var wish = direction.ConstantName(node, input == RecurrentOperator.InputWeightInput ? "weights" : "recurrent_weights", firstGate);
        var packed = PackedWeights.MatrixProduct(Transpose(rows, columns, reduction), reduction, columns);
        var scales = weights.Scales.Length == 1 ? Enumerable.Repeat(weights.Scales[0], columns).ToArray() : weights.Scales[first..(first + columns)];
        return
        [
            (RecurrentDirection.Parameter(prefix, names[0]), context.Builder.Constant(wish, TensorData.Create<sbyte>([packed.Length], packed))),
            (RecurrentDirection.Parameter(prefix, names[1]), context.Builder.Table($"{wish}_scales", Padded<float>(scales))),
            (RecurrentDirection.Parameter(prefix, names[2]), context.Builder.Constant($"{wish}_sums", Padded<int>(Sums(rows, reduction)))),
            (RecurrentDirection.Parameter(prefix, names[3]), Bias(input - RecurrentOperator.InputWeightInput, firstGate, columns)),
        ];
    }

    private Argument Bias(int part, int firstGate, int columns)
    {
        if (node.OptionalInput(RecurrentOperator.BiasInput) is not { } bias)
        {
            return Argument.None;
        }

        var values = bias.Constant!.ToFloat32().AsSpan(direction.FirstBias(gates, part, firstGate), columns).ToArray();
        return context.Builder.Constant(direction.ConstantName(node, part == 0 ? "bias" : "recurrent_bias", firstGate), Padded<float>(values));
    }

    private static sbyte[] Transpose(ReadOnlySpan<sbyte> weights, int rows, int columns)
    {
        var result = new sbyte[weights.Length];
        for (var i = 0; i < weights.Length; i++)
        {
            result[(i % columns * rows) + (i / columns)] = weights[i];
        }

        return result;
    }

    private static int[] Sums(ReadOnlySpan<sbyte> weights, int reduction)
    {
        var sums = new int[weights.Length / reduction];
        for (var i = 0; i < weights.Length; i++)
        {
            sums[i / reduction] += weights[i];
        }

        return sums;
    }

    private static TensorData Padded<T>(T[] values)
        where T : unmanaged
    {
        Array.Resize(ref values, PackedWeights.MatrixProductChannels(values.Length));
        return TensorData.Create<T>([values.Length], values);
    }
}
