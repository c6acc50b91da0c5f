using QuantGen.Compiler.Graph;

namespace QuantGen.Compiler.Operators.Quantization;

/// <summary>
/// An operator on quantized tensors that has a kernel of its own, and whose float form between DequantizeLinear and QuantizeLinear the integer kernels
/// of Imported mode compute faster.
/// </summary>
internal interface IDequantizedOperator
{
    /// <summary>The nodes that the node stands for; null where its weights, scales and zero points are not constants that the integer kernels take.</summary>
    IReadOnlyList<Node>? Dequantize(Node node, Func<string, string> uniqueName);
}
