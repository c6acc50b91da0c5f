using QuantGen.Kernels;

namespace QuantGen.Compiler.Quantization;

/// <summary>How a recurrent node computes with int8 weights; inputs and states are quantized to 16 bits.</summary>
/// <param name="Weights">By the index of the node's input; scales are one for each row of gates of each direction, or one for all.</param>
/// <param name="Sharing">Which inputs, and which states, share a scale.</param>
/// <param name="Input">Scale and zero point of the inputs, where they are fixed.</param>
/// <param name="State">Scale and zero point of the hidden states, where they are fixed.</param>
internal sealed record RecurrentQuantization(
    IReadOnlyDictionary<int, ChannelWeights> Weights, WideScale Sharing, WideParameters Input, WideParameters State)
{
    /// <summary>Everything but the weights is found while running.</summary>
    public static RecurrentQuantization From(DynamicProduct product)
    {
        return new RecurrentQuantization(
            product.Weights, product.Scale == ActivationScale.PerTensor ? WideScale.PerTensor : WideScale.PerRow, default, default);
    }
}
