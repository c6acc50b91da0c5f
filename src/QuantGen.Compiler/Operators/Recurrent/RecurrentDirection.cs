using QuantGen.Compiler.Graph;
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

    /// <summary>A name for one of its constants or tensors.</summary>
    public string ConstantName(Node node, string what, int firstGate)
    {
        return $"{node.Name}_{what}{Suffix}{(firstGate == 0 ? "" : "_candidate")}";
    }

    public string ProjectionTitle(int columns)
    {
        return $"Matrix product of the inputs, {Inputs} to {columns} features";
    }

    /// <summary>Where a gate's rows begin among those of the weights.</summary>
    public int FirstRow(int gates, int gate)
    {
        return ((Index * gates) + gate) * Hidden;
    }

    /// <summary>Where a gate's bias begins: of the inputs' product (0) or of the recurrent one (1).</summary>
    public int FirstBias(int gates, int part, int gate)
    {
        return ((((2 * Index) + part) * gates) + gate) * Hidden;
    }

    /// <summary>The name of a kernel's parameter.</summary>
    public static string Parameter(string prefix, string name)
    {
        return prefix.Length == 0 ? name : prefix + char.ToUpperInvariant(name[0]) + name[1..];
    }

    public Argument Geometry => Argument.Structure<RecurrentGeometry>([
        ("steps", Steps), ("batch", Batch), ("hidden", Hidden), ("direction", Index), ("directions", Count), ("reverse", IsReverse), ("batchFirst", IsBatchFirst)]);
}
