using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Quantization;
using QuantGen.Plan;

namespace QuantGen.Compiler.Lowering;

/// <summary>Something a kernel call can name: a tensor in the arena, a constant, or the caller's own span.</summary>
/// <param name="Name">The plan's identifier.</param>
/// <param name="Type">Element type in memory.</param>
/// <param name="Shape">Physical dimensions, padding included.</param>
/// <param name="Form">How the value lies in memory.</param>
/// <param name="Buffer">The memory of an arena tensor; null for constants and ports. Tensors that share it are views of one another.</param>
internal sealed record Operand(string Name, ElementType Type, IReadOnlyList<Dimension> Shape, Form Form, ArenaBuffer? Buffer)
{
    /// <summary>The value it realizes; null for scratch and for packed constants.</summary>
    public Value? Value { get; init; }

    /// <summary>Scale and zero point of a quantized tensor.</summary>
    public QuantizationParameters? Quantization { get; init; }

    /// <summary>Physical elements.</summary>
    public Dimension Count => Shape.Aggregate(Dimension.One, (product, dimension) => product * dimension);

    /// <summary>Elements from one row of the last axis to the next, padding included.</summary>
    public Dimension RowStride => Shape[^1];
}

/// <summary>A piece of the arena, alive from its first write to its last read.</summary>
internal sealed class ArenaBuffer(Dimension bytes)
{
    public Dimension Bytes { get; } = bytes;

    /// <summary>Index of the first step that uses it; -1 before any.</summary>
    public int FirstStep { get; set; } = -1;

    public int LastStep { get; set; } = -1;

    /// <summary>Where it lies, once placed.</summary>
    public Dimension Offset { get; set; } = Dimension.Zero;
}
