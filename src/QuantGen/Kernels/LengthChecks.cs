using System.ComponentModel;

namespace QuantGen.Kernels;

/// <summary>What a model takes for granted about the lengths of its inputs.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class LengthChecks
{
    /// <summary>Requires two lengths to be equal.</summary>
    /// <param name="left">A length in this run.</param>
    /// <param name="right">What it must be.</param>
    /// <exception cref="ArgumentException">They differ.</exception>
    public static void Equal(int left, int right)
    {
        if (left != right)
        {
            throw new ArgumentException(
                $"The model does not take inputs of these lengths: it works with two tensors that must go together, of which one has length {left} and the other {right}.");
        }
    }
}
