using QuantGen.Compiler.Quantization;

namespace QuantGen.Compiler.Modes;

/// <summary>What a quantized model is called beside the float one.</summary>
internal static class QuantizedForm
{
    /// <summary>"int8" where activations are quantized, "int4 weights" where only weights are.</summary>
    public static string Name(QuantizationOptions options)
    {
        return options.Mode == QuantizationMode.WeightOnly ? $"{options.WeightFormat.ToString().ToLowerInvariant()} weights" : "int8";
    }
}
