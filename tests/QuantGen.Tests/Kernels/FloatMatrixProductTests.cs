using QuantGen.Kernels;
using Xunit;

namespace QuantGen.Tests.Kernels;

public sealed class FloatMatrixProductTests
{
    [Theory]
    [InlineData(1, 5, 3)]
    [InlineData(2, 33, 16)]
    [InlineData(6, 64, 32)]
    [InlineData(7, 17, 49)]
    [InlineData(200, 31, 20)]
    public void Run_multiplies_by_packed_weights(int rows, int reduction, int columns)
    {
        var input = FloatData.Values(rows * reduction, 1);
        var weights = FloatData.Values(reduction * columns, 2);
        var bias = FloatData.Values(columns, 3);
        var residual = FloatData.Values(rows * columns, 4);
        var output = new float[rows * columns];
        var packed = PackedFloatWeights.MatrixProduct(weights, reduction, columns, transposed: false);
        FloatMatrixProduct.Run(input, packed, bias, output, rows, reduction, columns, -3, float.PositiveInfinity, residual);
        var expected = Product(input, weights, rows, reduction, columns);
        for (var i = 0; i < expected.Length; i++)
        {
            expected[i] = Math.Max(-3, expected[i] + bias[i % columns] + residual[i]);
        }

        FloatData.AssertClose(expected, output, 1e-5);
        var transposed = PackedFloatWeights.MatrixProduct(Transposed(weights, reduction, columns), reduction, columns, transposed: true);
        Assert.Equal(packed, transposed);
    }

    [Theory]
    [InlineData(1, 1, 4, 5, false, false)]
    [InlineData(3, 7, 33, 50, false, false)]
    [InlineData(2, 6, 300, 17, true, false)]
    [InlineData(2, 13, 40, 16, false, true)]
    [InlineData(2, 5, 9, 33, true, true)]
    public void Batched_multiplies_matrix_by_matrix(int batch, int rows, int reduction, int columns, bool transposeLeft, bool transposeRight)
    {
        var left = FloatData.Values(batch * rows * reduction, 1);
        var right = FloatData.Values(reduction * columns, 2);
        var output = new float[batch * rows * columns];
        FloatMatrixProduct.Batched(
            left, right, output, [batch], [rows * reduction], [0], [rows * columns], rows, reduction, columns,
            transposeLeft ? 1 : reduction, transposeLeft ? rows : 1, transposeRight ? 1 : columns, transposeRight ? reduction : 1, columns, 0.125f);
        var plainRight = transposeRight ? Transposed(right, columns, reduction) : right;
        for (var matrix = 0; matrix < batch; matrix++)
        {
            var leftMatrix = left[(matrix * rows * reduction)..((matrix + 1) * rows * reduction)];
            var plainLeft = transposeLeft ? Transposed(leftMatrix, reduction, rows) : leftMatrix;
            var expected = Product(plainLeft, plainRight, rows, reduction, columns).Select(sum => sum / 8).ToArray();
            FloatData.AssertClose(expected, output.AsSpan(matrix * rows * columns, rows * columns), 1e-5);
        }
    }

    [Fact]
    public void Axes_may_lie_in_any_order_and_be_repeated()
    {
        // Attention: [batch, rows, heads, depth] times the transpose of [1, columns, heads, depth] gives [batch, rows, heads, columns] in memory.
        const int Batch = 2, Heads = 3, Rows = 7, Columns = 20, Depth = 5;
        var left = FloatData.Values(Batch * Rows * Heads * Depth, 1);
        var right = FloatData.Values(Columns * Heads * Depth, 2);
        var output = new float[Batch * Rows * Heads * Columns];
        FloatMatrixProduct.Batched(
            left, right, output, [Batch, Heads], [Rows * Heads * Depth, Depth], [0, Depth], [Rows * Heads * Columns, Columns],
            Rows, Depth, Columns, Heads * Depth, 1, 1, Heads * Depth, Heads * Columns, 1);
        var expected = new double[output.Length];
        for (var i = 0; i < expected.Length; i++)
        {
            var (column, head, row) = (i % Columns, i / Columns % Heads, i / (Columns * Heads));
            for (var k = 0; k < Depth; k++)
            {
                expected[i] += (double)left[(((row * Heads) + head) * Depth) + k] * right[(((column * Heads) + head) * Depth) + k];
            }
        }

        FloatData.AssertClose(expected, output, 1e-5);
    }

    [Fact]
    public void A_product_without_terms_is_zero()
    {
        var output = new float[6];
        Array.Fill(output, 7);
        FloatMatrixProduct.Batched([], [], output, [], [], [], [], 2, 0, 3, 0, 1, 3, 1, 3, 2);
        Assert.Equal(new float[6], output);
    }

    [Fact]
    public void Both_products_sum_in_the_same_order()
    {
        var left = FloatData.Values(9 * 700, 1);
        var right = FloatData.Values(700 * 40, 2);
        var first = new float[9 * 40];
        var second = new float[9 * 40];
        FloatMatrixProduct.Batched(left, right, first, [], [], [], [], 9, 700, 40, 700, 1, 40, 1, 40, 1);
        FloatMatrixProduct.Run(
            left, PackedFloatWeights.MatrixProduct(right, 700, 40, false), [], second, 9, 700, 40, float.NegativeInfinity, float.PositiveInfinity, []);
        Assert.Equal(first, second);
    }

    private static double[] Product(float[] left, float[] right, int rows, int reduction, int columns)
    {
        var product = new double[rows * columns];
        for (var i = 0; i < product.Length; i++)
        {
            for (var k = 0; k < reduction; k++)
            {
                product[i] += (double)left[(i / columns * reduction) + k] * right[(k * columns) + (i % columns)];
            }
        }

        return product;
    }

    private static float[] Transposed(float[] matrix, int rows, int columns)
    {
        return [.. Enumerable.Range(0, rows * columns).Select(i => matrix[(i % rows * columns) + (i / rows)])];
    }
}
