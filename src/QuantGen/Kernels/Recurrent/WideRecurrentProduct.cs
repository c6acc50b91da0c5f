namespace QuantGen.Kernels;

/// <summary>The product with int8 weights, of activations in 16 bits.</summary>
/// <param name="product">Weights and scratch memory.</param>
/// <param name="rows">Sequences.</param>
internal readonly unsafe struct WideRecurrentProduct(WideProduct product, int rows) : IRecurrentProduct
{
    private readonly WideProduct _product = product;

    /// <inheritdoc/>
    public void Multiply(float* states, float* sums)
    {
        _product.Multiply(states, sums, rows);
    }
}
