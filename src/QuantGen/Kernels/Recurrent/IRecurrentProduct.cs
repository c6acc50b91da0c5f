namespace QuantGen.Kernels;

/// <summary>
/// The product of a step's hidden states with the recurrent weights, bias included. A type, so that the loop over the steps is written once for
/// float and 8-bit weights.
/// </summary>
internal unsafe interface IRecurrentProduct
{
    /// <summary>Multiplies.</summary>
    /// <param name="states">One row for each sequence.</param>
    /// <param name="sums">One row of gates for each sequence.</param>
    void Multiply(float* states, float* sums);
}
