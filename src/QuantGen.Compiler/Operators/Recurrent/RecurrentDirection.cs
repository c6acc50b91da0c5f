using QuantGen.Compiler.Lowering;
using QuantGen.Kernels;
using QuantGen.Plan;

namespace QuantGen.Compiler.Operators.Recurrent;

/// <summary>One direction of a recurrent node, as its kernels see it.</summary>
internal sealed record RecurrentDirection
{
    public required int Index { get; init; }

    /// <summary>Directions of the node.</summary>
    public required int Count { get; init; }

    /// <summary>Whether the sequence is worked through from its end.</summary>
    public required bool IsReverse { get; init; }

    /// <summary>Whether the batch is axis 0.</summary>
    public required bool IsBatchFirst { get; init; }

    public required Dimension Steps { get; init; }

    public required Dimension Batch { get; init; }

    /// <summary>Elements of an input.</summary>
    public required int Inputs { get; init; }

    /// <summary>Elements of the hidden state.</summary>
    public required int Hidden { get; init; }

    /// <summary>Distinguishes the names of a node's steps.</summary>
    public string Suffix => Count == 1 ? "" : Index == 0 ? "_forward" : "_backward";

    public Argument Geometry => Argument.Structure<RecurrentGeometry>([
        ("steps", Steps), ("batch", Batch), ("hidden", Hidden), ("direction", Index), ("directions", Count), ("reverse", IsReverse), ("batchFirst", IsBatchFirst)]);
}
