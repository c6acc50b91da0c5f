namespace QuantGen.Compiler.Operators.Quantization;

/// <summary>An operator that only models have which are quantized already.</summary>
internal interface IQuantizedOperator;
