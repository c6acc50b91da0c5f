namespace QuantGen;

/// <summary>How many activations share a scale in <see cref="QuantizationMode.Dynamic"/>.</summary>
public enum ActivationScale
{
    /// <summary>
    /// One scale per row: the last axis of a matrix product (a token), a sample of a convolution. A result does not depend on what else
    /// is in the batch.
    /// </summary>
    PerRow,

    /// <summary>One scale for the whole tensor, as ONNX's DynamicQuantizeLinear has it. A result depends on what else is in the batch.</summary>
    PerTensor,
}
