using QuantGen.Compiler.Graph;

namespace QuantGen.Compiler.Operators;

/// <summary>Keeps a few numbers that an operator repeats from becoming megabytes of weights.</summary>
internal static class FoldingLimit
{
    private const long MaxBytes = 16 << 20;

    /// <summary>Whether the node's outputs are small enough to be stored, or no larger than its inputs.</summary>
    public static bool Allows(Node node)
    {
        var outputs = Bytes(node.Outputs);
        return outputs <= MaxBytes || outputs <= Bytes(node.Inputs);
    }

    private static long? Bytes(IEnumerable<Value?> values)
    {
        return values.OfType<Value>().Sum(value => value.ElementCount.Value * value.Type.Size());
    }
}
