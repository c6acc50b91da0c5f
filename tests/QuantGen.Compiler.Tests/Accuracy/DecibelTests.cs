using QuantGen.Compiler.Accuracy;
using Xunit;

namespace QuantGen.Compiler.Tests.Accuracy;

public class DecibelTests
{
    [Theory]
    [InlineData(0.01, 20)]
    [InlineData(1, 0)]
    [InlineData(1000, -30)]
    [InlineData(1e-300, 3000)]
    [InlineData(0, double.PositiveInfinity)]
    [InlineData(double.PositiveInfinity, double.NegativeInfinity)]
    public void Noise_is_told_relative_to_the_signal(double relativeNoise, double expected)
    {
        Assert.Equal(expected, Decibel.OfNoise(relativeNoise), tolerance: 1e-9);
    }
}
