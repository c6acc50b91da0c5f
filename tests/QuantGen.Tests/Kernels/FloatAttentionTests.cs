using QuantGen.Kernels;
using Xunit;

namespace QuantGen.Tests.Kernels;

public sealed class FloatAttentionTests
{
    [Theory]
    [InlineData(1, 1, 1, 1, 1, true)]
    [InlineData(2, 6, 32, 32, 32, true)]
    [InlineData(2, 7, 5, 33, 17, false)]
    [InlineData(3, 20, 16, 80, 40, true)]
    [InlineData(1, 4, 3, 16, 64, false)]
    [InlineData(1, 3, 8, 0, 4, true)]
    public void Attention_has_the_bits_of_its_steps(int batch, int rows, int depth, int keys, int columns, bool masked)
    {
        Assert.Equal(StepByStep(batch, rows, depth, keys, columns, masked), Run(batch, rows, depth, keys, columns, masked));
    }

    [Fact]
    public void A_mask_of_negative_infinity_hides_a_key()
    {
        var output = new float[2];
        FloatAttention.Run(
            [1, 1], [3, 4, 5, 6], [1, 2, 100, 200], [0, float.NegativeInfinity], output, [], [], [], [], [], [], 1, 2, 2, 2, 2, 1, 2, 1, 2, 1, 0, 2, 1);
        Assert.Equal([1, 2], output);
    }

    [Fact]
    public void Nothing_is_allocated_after_the_first_run()
    {
        var (query, output) = (FloatData.Values(4 * 9 * 8, 1), new float[4 * 9 * 8]);
        Attend();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Attend();
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void Attend()
        {
            FloatAttention.Run(query, query, query, [], output, [4], [8], [8], [8], [0], [8], 9, 8, 9, 8, 32, 1, 1, 32, 32, 1, 0, 32, 1);
            FloatMatrixProduct.Batched(query, query, output, [4], [8], [8], [8], 9, 8, 8, 32, 1, 1, 32, 32, 1);
        }
    }

    /// <summary>Attention of heads that lie side by side in memory, as FloatKernelDigests compares it too.</summary>
    internal static float[] Run(int batch, int rows, int depth, int keys, int columns, bool masked)
    {
        var (query, key, value, mask) = Operands(batch, rows, depth, keys, columns, masked);
        var output = new float[rows * batch * columns];
        FloatAttention.Run(
            query, key, value, mask, output, [batch], [depth], [depth], [columns], [keys], [columns], rows, depth, keys, columns,
            batch * depth, 1, 1, batch * depth, batch * columns, 1, 0, batch * columns, 0.3f);
        return output;
    }

    private static float[] StepByStep(int batch, int rows, int depth, int keys, int columns, bool masked)
    {
        var (query, key, value, mask) = Operands(batch, rows, depth, keys, columns, masked);
        var scores = new float[batch * rows * keys];
        FloatMatrixProduct.Batched(
            query, key, scores, [batch], [depth], [depth], [rows * keys], rows, depth, keys, batch * depth, 1, 1, batch * depth, keys, 0.3f);
        if (masked)
        {
            Broadcast.Add(scores, mask, scores, [batch, rows, keys], [rows * keys, keys, 1], [keys, 0, 1]);
        }

        Softmax.Run(scores, scores, batch * rows, keys, 1);
        var output = new float[rows * batch * columns];
        FloatMatrixProduct.Batched(
            scores, value, output, [batch], [rows * keys], [columns], [columns], rows, keys, columns, keys, 1, batch * columns, 1, batch * columns, 1);
        return output;
    }

    private static (float[] Query, float[] Key, float[] Value, float[] Mask) Operands(
        int batch, int rows, int depth, int keys, int columns, bool masked)
    {
        return (
            FloatData.Values(batch * rows * depth, 1),
            FloatData.Values(batch * keys * depth, 2),
            FloatData.Values(batch * keys * columns, 3),
            masked ? FloatData.Values(batch * keys, 4) : []);
    }
}
