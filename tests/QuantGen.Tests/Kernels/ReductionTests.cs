using QuantGen.Kernels;
using Xunit;

namespace QuantGen.Tests.Kernels;

public sealed class ReductionTests
{
    private delegate void Kernel(ReadOnlySpan<float> input, Span<float> output, int outer, int axis, int inner);

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(3, 16, 1)]
    [InlineData(2, 45, 1)]
    [InlineData(2, 7, 3)]
    [InlineData(3, 5, 16)]
    [InlineData(2, 9, 37)]
    [InlineData(0, 4, 2)]
    public void Reductions_fold_the_axis(int outer, int axis, int inner)
    {
        Check(Reduction.Sum, values => values.Sum());
        Check(Reduction.Mean, values => values.Average());
        Check(Reduction.SumOfSquares, values => values.Sum(x => x * x));
        Check(Reduction.L1, values => values.Sum(Math.Abs));
        Check(Reduction.L2, values => Math.Sqrt(values.Sum(x => x * x)));
        Check(Reduction.Product, values => values.Aggregate(1.0, (product, x) => product * x));
        Check(Reduction.Max, values => values.Max());
        Check(Reduction.Min, values => values.Min());

        void Check(Kernel kernel, Func<double[], double> reference)
        {
            var input = FloatData.Values(outer * axis * inner, 1);
            var output = new float[outer * inner];
            kernel(input, output, outer, axis, inner);
            FloatData.AssertClose([.. Lines(input, outer, axis, inner).Select(reference)], output, 1e-5);
        }
    }

    [Fact]
    public void Sum_of_the_last_axis_has_sixteen_lanes_joined_by_halving()
    {
        var input = FloatData.Values(16 * 9 + 5, 7);
        var lanes = new float[16];
        for (var i = 0; i < input.Length; i++)
        {
            lanes[i % 16] += input[i];
        }

        for (var width = 8; width > 0; width /= 2)
        {
            for (var lane = 0; lane < width; lane++)
            {
                lanes[lane] += lanes[lane + width];
            }
        }

        var sum = new float[1];
        Reduction.Sum(input, sum, 1, input.Length, 1);
        Assert.Equal(lanes[0], sum[0]);
    }

    [Fact]
    public void NaN_never_wins_and_ties_go_to_the_first_or_last()
    {
        float[] input = [float.NaN, 2, 5, 5, -1, -1];
        var largest = new float[1];
        var index = new long[1];
        Reduction.Max(input, largest, 1, 6, 1);
        Assert.Equal(5, largest[0]);
        Reduction.ArgMax(input, index, 1, 6, 1, selectLastIndex: false);
        Assert.Equal(2, index[0]);
        Reduction.ArgMax(input, index, 1, 6, 1, selectLastIndex: true);
        Assert.Equal(3, index[0]);
        Reduction.ArgMin(input, index, 1, 6, 1, selectLastIndex: false);
        Assert.Equal(4, index[0]);
    }

    [Fact]
    public void ArgMax_works_along_an_inner_axis()
    {
        var index = new long[4];
        Reduction.ArgMax([1, 9, 5, 2, 3, 4, 0, 7], index, 2, 2, 2, selectLastIndex: false);
        Assert.Equal([1, 0, 0, 1], index);
        Assert.Throws<ArgumentException>(() => Reduction.ArgMax(new float[7], index, 2, 2, 2, false));
        Assert.Throws<ArgumentOutOfRangeException>(() => Reduction.ArgMax([], index, 2, 0, 2, false));
    }

    internal static IEnumerable<double[]> Lines(float[] input, int outer, int axis, int inner)
    {
        return Enumerable.Range(0, outer * inner).Select(line =>
            Enumerable.Range(0, axis).Select(i => (double)input[(((line / inner * axis) + i) * inner) + (line % inner)]).ToArray());
    }
}
