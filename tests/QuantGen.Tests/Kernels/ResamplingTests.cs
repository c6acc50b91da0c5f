using QuantGen.Kernels;
using Xunit;

namespace QuantGen.Tests.Kernels;

public sealed class ResamplingTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(16)]
    [InlineData(35)]
    public void EveryElementIsAWeightedSum(int inner)
    {
        const int Outer = 2, Axis = 4, Length = 5, Taps = 3;
        int[] indices = [0, 0, 1, 1, 2, 3, -1, -1, -1, 3, 3, 3, 2, 0, 1];
        var weights = FloatData.Values(Length * Taps, 2);
        var input = FloatData.Values(Outer * Axis * inner, 1);
        var output = new float[Outer * Length * inner];

        Resampling.Run(input, output, indices, weights, Outer, Axis, inner, Taps, outside: 7);

        for (var i = 0; i < output.Length; i++)
        {
            var (column, position, block) = (i % inner, i / inner % Length, i / inner / Length);
            var expected = 0f;
            for (var tap = 0; tap < Taps && indices[position * Taps] >= 0; tap++)
            {
                expected += input[(((block * Axis) + indices[(position * Taps) + tap]) * inner) + column] * weights[(position * Taps) + tap];
            }

            Assert.Equal(indices[position * Taps] < 0 ? 7 : expected, output[i]);
        }
    }

    [Fact]
    public void LengthsAndIndicesAreChecked()
    {
        Assert.Throws<ArgumentException>(() => Resampling.Run(new float[3], new float[1], [3], [1], 1, 3, 1, 1, 0));
        Assert.Throws<ArgumentException>(() => Resampling.Run(new float[2], new float[1], [0], [1], 1, 3, 1, 1, 0));
        Assert.Throws<ArgumentException>(() => Resampling.Run(new float[3], new float[1], [0, 1], [1, 1], 1, 3, 1, 1, 0));
        Assert.Throws<ArgumentException>(() => Resampling.Run(new float[3], new float[2], [0, 1], [1], 1, 3, 1, 1, 0));
    }
}
