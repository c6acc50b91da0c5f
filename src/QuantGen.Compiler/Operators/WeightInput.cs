namespace QuantGen.Compiler.Operators;

/// <summary>A constant input that a node's product can read in fewer bits.</summary>
/// <param name="Index">Index of the input.</param>
/// <param name="ChannelAxis">Its axis of output channels.</param>
internal readonly record struct WeightInput(int Index, int ChannelAxis);
