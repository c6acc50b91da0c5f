using QuantGen.Kernels;
using Xunit;

namespace QuantGen.Tests.Kernels;

public sealed class NormalizationTests
{
    [Theory]
    [InlineData(3, 10, 1)]
    [InlineData(2, 33, 1)]
    [InlineData(2, 5, 3)]
    [InlineData(2, 6, 40)]
    public void Softmax_is_the_share_of_the_exponentials(int outer, int axis, int inner)
    {
        var input = FloatData.Values(outer * axis * inner, 1).Select(x => x * 20).ToArray();
        var output = new float[input.Length];
        Softmax.Run(input, output, outer, axis, inner);
        var lines = ReductionTests.Lines(input, outer, axis, inner).Select(Shares).ToArray();
        var actual = ReductionTests.Lines(output, outer, axis, inner).ToArray();
        Assert.All(lines.Zip(actual), pair => Assert.All(pair.First.Zip(pair.Second), x => Assert.Equal(x.First, x.Second, 1e-6)));

        Softmax.RunLogarithm(input, output, outer, axis, inner);
        actual = [.. ReductionTests.Lines(output, outer, axis, inner)];
        Assert.All(lines.Zip(actual), pair => Assert.All(pair.First.Zip(pair.Second), x => Assert.Equal(Math.Log(x.First), x.Second, 1e-4)));

        Softmax.Run(input, output, outer, axis, inner);
        Softmax.Run(input, input, outer, axis, inner);
        Assert.Equal(output, input);
    }

    [Fact]
    public void Softmax_of_short_rows_has_the_bits_of_long_ones()
    {
        const int Rows = 150;
        const int Long = 20;
        for (var axis = 1; axis <= 9; axis++)
        {
            var input = FloatData.Values(Rows * axis, axis).Select(x => x * 20).ToArray();
            var output = new float[input.Length];
            Softmax.Run(input, output, Rows, axis, 1);

            // What follows a row adds nothing to its sum.
            var longInput = input.Chunk(axis).SelectMany(row => row.Concat(Enumerable.Repeat(float.NegativeInfinity, Long - axis))).ToArray();
            var longOutput = new float[longInput.Length];
            Softmax.Run(longInput, longOutput, Rows, Long, 1);
            Assert.Equal(longOutput.Chunk(Long).SelectMany(row => row.Take(axis)), output);
        }
    }

    [Fact]
    public void Softmax_of_large_values_does_not_overflow()
    {
        var output = new float[3];
        Softmax.Run([1e30f, 1e30f, float.NegativeInfinity], output, 1, 3, 1);
        Assert.Equal([0.5f, 0.5f, 0], output);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 16)]
    [InlineData(2, 77)]
    public void Layer_normalization_normalizes_rows(int rows, int columns)
    {
        var (input, scale, bias) = (FloatData.Values(rows * columns, 1), FloatData.Values(columns, 2), FloatData.Values(columns, 3));
        var output = new float[input.Length];
        LayerNormalization.Run(input, scale, bias, output, rows, columns, 1e-3f);
        var expected = Rows(input, columns).SelectMany(row => Normalized(row, 1e-3).Select((x, i) => (x * scale[i]) + bias[i]));
        FloatData.AssertClose([.. expected], output, 1e-5);

        LayerNormalization.Run(input, scale, [], output, rows, columns, 1e-3f);
        expected = Rows(input, columns).SelectMany(row => Normalized(row, 1e-3).Select((x, i) => x * scale[i]));
        FloatData.AssertClose([.. expected], output, 1e-5);

        RootMeanSquareNormalization.Run(input, scale, output, rows, columns, 1e-3f);
        expected = Rows(input, columns).SelectMany(row => row.Select((x, i) => x / Math.Sqrt(row.Average(y => y * y) + 1e-3) * scale[i]));
        FloatData.AssertClose([.. expected], output, 1e-5);
    }

    [Fact]
    public void Instance_normalization_normalizes_the_pixels_of_a_channel()
    {
        var (input, scale, bias) = (FloatData.Values(2 * 12 * 19, 1), FloatData.Values(19, 2), FloatData.Values(19, 3));
        var output = new float[input.Length];
        InstanceNormalization.Run(input, scale, bias, output, 2, 12, 19, 1e-3f);
        var expected = ReductionTests.Lines(input, 2, 12, 19)
            .Select((line, index) => Normalized(line, 1e-3).Select(x => (x * scale[index % 19]) + bias[index % 19]).ToArray());
        var actual = ReductionTests.Lines(output, 2, 12, 19);
        Assert.All(expected.Zip(actual), pair => Assert.All(pair.First.Zip(pair.Second), x => Assert.Equal(x.First, x.Second, 1e-5)));
    }

    private static double[] Shares(double[] line)
    {
        var largest = line.Max();
        var sum = line.Sum(x => Math.Exp(x - largest));
        return [.. line.Select(x => Math.Exp(x - largest) / sum)];
    }

    private static IEnumerable<double[]> Rows(float[] input, int columns)
    {
        return input.Select(x => (double)x).Chunk(columns);
    }

    private static IEnumerable<double> Normalized(double[] row, double epsilon)
    {
        var mean = row.Average();
        var variance = row.Average(x => (x - mean) * (x - mean));
        return row.Select(x => (x - mean) / Math.Sqrt(variance + epsilon));
    }
}
