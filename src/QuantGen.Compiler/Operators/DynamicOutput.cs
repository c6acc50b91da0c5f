using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;
using QuantGen.Compiler.Quantization;

namespace QuantGen.Compiler.Operators;

/// <summary>
/// The part that convolutions and matrix products share whose activations are quantized while the model runs: the constants of each channel, and the
/// call that writes float. Formulas: <c>docs/numerics.md</c>.
/// </summary>
internal static class DynamicOutput
{
    /// <summary>Appends the kernel call.</summary>
    /// <param name="node">A node with one 8-bit weight, its bias a constant.</param>
    /// <param name="context">The lowering.</param>
    /// <param name="product">How the node is quantized.</param>
    /// <param name="call">The kernel and the arguments that depend on the operator.</param>
    public static void Lower(Node node, LoweringContext context, DynamicProduct product, DynamicCall call)
    {
        var (index, weights) = product.Weights.Single();
        context.Builder.Scale($"{node.Name}_weights", node.Input(index).Name, weights.ChannelAxis, weights.Scales);
        var sums = WeightSums.PerChannel(weights.Values, node.ConstantInput(index).Dimensions, weights.ChannelAxis);
        var scales = weights.Scales.Length == 1 ? [.. Enumerable.Repeat(weights.Scales[0], sums.Length)] : weights.Scales;
        var bias = node.OptionalInput(((IChannelBias)node.Definition).BiasInput);
        context.Step(
            node,
            $"{call.Title}, quantized while running",
            $"{call.Kernel}.Run",
            [
                ("input", call.Input.Bytes),
                ("scales", call.Input.Scales),
                ("zeroPoints", call.Input.ZeroPoints),
                ("weights", context.Builder.Constant($"{node.Name}_weights", TensorData.Create<sbyte>([call.Weights.Length], call.Weights))),
                ("weightScales", context.Builder.Table($"{node.Name}_weightScales", Padded(scales, call))),
                ("weightSums", context.Builder.Constant($"{node.Name}_weightSums", Padded(Array.ConvertAll(sums, sum => checked((int)sum)), call))),
                ("bias", bias is null ? Argument.None : context.Builder.Constant($"{node.Name}_bias", Padded(bias.Constant!.ToFloat32(), call))),
                ("output", context.Define(node.Output, new Form(Storage.Native, call.OutputLayout))),
                .. call.Shape,
                ("perTensor", product.Scale == ActivationScale.PerTensor),
                ("low", node.Clamp.Low),
                ("high", node.Clamp.High),
            ]);
    }

    private static TensorData Padded<T>(T[] perChannel, DynamicCall call)
        where T : unmanaged
    {
        var values = new T[call.PaddedChannels];
        perChannel.CopyTo(values, 0);
        return TensorData.Create<T>([values.Length], values);
    }
}

/// <summary>What a kernel call needs beside the constants of each channel and the output.</summary>
internal sealed record DynamicCall
{
    /// <summary>The kernel's class.</summary>
    public required string Kernel { get; init; }

    public required string Title { get; init; }

    public required DynamicActivation Input { get; init; }

    /// <summary>Packed as the kernel wants them.</summary>
    public required sbyte[] Weights { get; init; }

    /// <summary>Length of the arrays of one value per channel.</summary>
    public required int PaddedChannels { get; init; }

    /// <summary>Arguments of shape.</summary>
    public required (string Name, Argument Value)[] Shape { get; init; }

    /// <summary>The layout that the kernel writes.</summary>
    public required Layout OutputLayout { get; init; }
}
