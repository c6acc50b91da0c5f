namespace QuantGen.Compiler.Inspection;

/// <summary>Operators, of ai.onnx and of ONNX Runtime, that exist only in quantized models.</summary>
internal static class QuantizedOperators
{
    private const string Microsoft = "com.microsoft";

    private static readonly HashSet<string> Integer = ["ConvInteger", "MatMulInteger"];

    private static readonly HashSet<string> MicrosoftStatic = ["QGemm", "QAttention"];

    private static readonly HashSet<string> MicrosoftDynamic = ["DynamicQuantizeMatMul", "DynamicQuantizeLSTM", "MatMulIntegerToFloat"];

    private static readonly HashSet<string> MicrosoftWeightOnly = ["MatMulNBits", "MatMulBnb4", "MatMulFpQ4", "GatherBlockQuantized"];

    /// <summary>Float or integers to 8 bits with given scales.</summary>
    public static bool IsQuantize(InspectedNode node)
    {
        return node.Type == "QuantizeLinear";
    }

    /// <summary>Integers to float.</summary>
    public static bool IsDequantize(InspectedNode node)
    {
        return node.Type == "DequantizeLinear";
    }

    /// <summary>8 bits in, 8 bits out, scales given (QOperator form).</summary>
    public static bool IsQOperator(InspectedNode node)
    {
        return node.Type.StartsWith("QLinear", StringComparison.Ordinal) || (node.Domain == Microsoft && MicrosoftStatic.Contains(node.Type));
    }

    /// <summary>Products of 8-bit tensors that give int32, scales kept apart.</summary>
    public static bool IsIntegerProduct(InspectedNode node)
    {
        return node.Domain.Length == 0 && Integer.Contains(node.Type);
    }

    /// <summary>Finds the scale of an activation while the model runs.</summary>
    public static bool IsDynamic(InspectedNode node)
    {
        return node.Type == "DynamicQuantizeLinear" || (node.Domain == Microsoft && MicrosoftDynamic.Contains(node.Type));
    }

    /// <summary>A float operator on weights of few bits.</summary>
    public static bool IsWeightOnly(InspectedNode node)
    {
        return node.Domain == Microsoft && MicrosoftWeightOnly.Contains(node.Type);
    }

    /// <summary>Whether a model has the operator only because it is quantized.</summary>
    public static bool Contains(InspectedNode node)
    {
        return IsQuantize(node) || IsDequantize(node) || IsQOperator(node) || IsIntegerProduct(node) || IsDynamic(node) || IsWeightOnly(node);
    }
}
