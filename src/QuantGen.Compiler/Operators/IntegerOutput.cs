using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;
using QuantGen.Compiler.Operators.Elementwise;
using QuantGen.Compiler.Quantization;
using QuantGen.Kernels;

namespace QuantGen.Compiler.Operators;

/// <summary>
/// The part that integer convolutions and matrix products share: bias and multipliers per channel, where the result goes (8 bits or float),
/// and the residual Add that the kernel computes on its way out. Formulas: <c>docs/numerics.md</c>.
/// </summary>
internal static class IntegerOutput
{
    /// <summary>Appends the kernel call.</summary>
    /// <param name="node">A node of <see cref="IntegerForm.Compute"/>.</param>
    /// <param name="context">The lowering.</param>
    /// <param name="call">The kernel's class and the arguments that depend on the operator.</param>
    public static void Lower(Node node, LoweringContext context, IntegerCall call)
    {
        var weights = context.Quantization.Weights(node);
        context.Builder.Scale($"{node.Name}_weights", node.Input(1).Name, weights.ChannelAxis, weights.Scales);
        if (context.IsStoredQuantized(node.Output))
        {
            LowerToBytes(node, context, call, weights);
        }
        else
        {
            LowerToFloat(node, context, call, weights);
        }
    }

    private static void LowerToBytes(Node node, LoweringContext context, IntegerCall call, QuantizedWeights weights)
    {
        var (input, output) = (context.Parameters(node.Input(0)), context.Parameters(node.Output));
        var multipliers = Multipliers(weights, channel => input.Scale * weights.Scale(channel) / output.Scale);
        var function = FusedFunction(node, context);
        var summand = function?.Output ?? node.Output;
        var add = FusedAdd(summand, context);
        var residual = add is null ? null : context.Read(add.Input(1), call.OutputForm(true));
        var result = context.Define(add?.Output ?? summand, call.OutputForm(true));
        context.Step(
            node,
            call.Title + (function is null ? "" : $", {function.OperatorType}") + (add is null ? "" : $", plus residual{ClampText.Of(add.Clamp)}"),
            $"{call.Kernel}.Run",
            [
                .. Head(node, context, call, weights, input, multipliers),
                ("output", result),
                .. call.Shape,
                ("requantization", Requantization(output, node.Clamp)),
                ("table", function is null ? Argument.None : Table(function, context)),
                ("residual", residual),
                ("addition", add is null
                    ? NoAddition
                    : Add.Parameters(context.Parameters(summand), residual!.Quantization!.Value, context.Parameters(add.Output), add.Clamp)),
            ]);
        foreach (var fused in new[] { function, add }.OfType<Node>())
        {
            context.MarkDone(fused);
        }
    }

    private static void LowerToFloat(Node node, LoweringContext context, IntegerCall call, QuantizedWeights weights)
    {
        var input = context.Parameters(node.Input(0));
        var multipliers = Multipliers(weights, channel => input.Scale * weights.Scale(channel));
        context.Step(
            node,
            $"{call.Title}, to float",
            $"{call.Kernel}.RunToFloat",
            [
                .. Head(node, context, call, weights, input, multipliers),
                ("output", context.Define(node.Output, call.OutputForm(false))),
                .. call.Shape,
                ("low", node.Clamp.Low),
                ("high", node.Clamp.High),
            ]);
    }

    /// <summary>The bounds of the bytes, narrowed by a clamp.</summary>
    public static Argument Requantization(QuantizationParameters parameters, Clamp clamp)
    {
        var (low, high) = ByteBounds(parameters, clamp);
        return Argument.Structure<Requantization>([("zeroPoint", parameters.ZeroPoint), ("low", low), ("high", high)]);
    }

    /// <summary>A clamp of real values as bounds of bytes.</summary>
    public static (int Low, int High) ByteBounds(QuantizationParameters parameters, Clamp clamp)
    {
        return (parameters.Quantize(clamp.Low), parameters.Quantize(clamp.High));
    }

    private static (string, Argument)[] Head(
        Node node, LoweringContext context, IntegerCall call, QuantizedWeights weights, QuantizationParameters input, float[] multipliers)
    {
        var bias = new int[weights.Bias.Length];
        for (var channel = 0; channel < bias.Length; channel++)
        {
            // The input's zero point, multiplied with every weight, is known now: one constant per channel.
            bias[channel] = checked((int)(weights.Bias[channel] - (input.ZeroPoint * call.WeightSums[channel])));
        }

        return
        [
            ("input", call.Input),
            ("weights", context.Builder.Constant($"{node.Name}_weights", TensorData.Create<sbyte>([call.Weights.Length], call.Weights))),
            ("bias", context.Builder.BiasConstant(node, Padded<int>(bias, call.PaddedChannels))),
            ("multipliers", context.Builder.Table($"{node.Name}_multipliers", Padded<float>(multipliers, call.PaddedChannels))),
        ];
    }

    private static TensorData Padded<T>(T[] values, int length)
        where T : unmanaged
    {
        Array.Resize(ref values, length);
        return TensorData.Create<T>([length], values);
    }

    private static float[] Multipliers(QuantizedWeights weights, Func<int, float> multiplier)
    {
        return [.. Enumerable.Range(0, weights.Bias.Length).Select(multiplier)];
    }

    private static Argument NoAddition { get; } =
        Argument.Structure<QuantizedAddition>([("leftRatio", 0f), ("rightRatio", 0f), ("constant", 0f), ("low", 0), ("high", 255)]);

    private static Operand Table(Node function, LoweringContext context)
    {
        var table = ((ITableFunction)function.Definition).Table(function, context);
        return context.Builder.Table($"{function.Name}_table", TensorData.Create<byte>([table.Length], table));
    }

    /// <summary>The integer function of one element that alone reads the node's result.</summary>
    private static Node? FusedFunction(Node node, LoweringContext context)
    {
        return context.FusedConsumer(node.Output) is { Definition: ITableFunction } function && function.Input(0) == node.Output ? function : null;
    }

    /// <summary>The integer Add that alone reads a value and whose other operand is there already.</summary>
    private static Node? FusedAdd(Value value, LoweringContext context)
    {
        return context.FusedConsumer(value) is { Definition: Add } add
            && add.Input(0) == value
            && add.Input(1) is { IsConstant: false } other
            && other != value
            && context.IsComputed(other)
            && other.Dimensions.SequenceEqual(value.Dimensions)
            ? add
            : null;
    }
}

/// <summary>What an integer kernel call needs beside the output.</summary>
internal sealed record IntegerCall
{
    /// <summary>The kernel's class.</summary>
    public required string Kernel { get; init; }

    public required string Title { get; init; }

    public required Operand Input { get; init; }

    /// <summary>Packed as the kernel wants them.</summary>
    public required sbyte[] Weights { get; init; }

    /// <summary>Sum of the weights of each output channel.</summary>
    public required long[] WeightSums { get; init; }

    /// <summary>Length of the arrays of one value per channel.</summary>
    public required int PaddedChannels { get; init; }

    /// <summary>Arguments of shape, and the input's zero point where the kernel pads with it.</summary>
    public required (string Name, Argument Value)[] Shape { get; init; }

    /// <summary>The layout that the kernel writes.</summary>
    public required Layout OutputLayout { get; init; }

    public Form OutputForm(bool quantized)
    {
        return new Form(quantized ? Storage.Quantized : Storage.Native, OutputLayout);
    }
}
