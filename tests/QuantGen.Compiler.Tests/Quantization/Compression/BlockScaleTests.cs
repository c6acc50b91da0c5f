using QuantGen.Compiler.Quantization.Compression;
using Xunit;

namespace QuantGen.Compiler.Tests.Quantization.Compression;

public sealed class BlockScaleTests
{
    [Fact]
    public void TheSmallestScaleClipsNothingAndIsABFloat16Number()
    {
        foreach (var seed in Enumerable.Range(1, 20))
        {
            var weights = Block(32, seed);
            var scale = BlockScale.Choose(weights, hasZeroPoint: false, WeightScaling.RoundToNearest);
            Assert.Equal(8, scale.ZeroPoint);
            Assert.Equal(0u, BitConverter.SingleToUInt32Bits(scale.Scale) & 0xFFFF);
            Assert.InRange(weights.Max(), float.MinValue, 7 * scale.Scale);
            Assert.InRange(weights.Min(), -8 * scale.Scale, float.MaxValue);
            var smaller = BitConverter.UInt32BitsToSingle(BitConverter.SingleToUInt32Bits(scale.Scale) - 0x10000);
            Assert.True(weights.Max() > 7 * smaller || weights.Min() < -8 * smaller);
        }
    }

    [Fact]
    public void AZeroPointSpreadsTheRangeOverAllCodes()
    {
        float[] weights = [-1, 0, 0.5f, 2.75f];
        var scale = BlockScale.Choose(weights, hasZeroPoint: true, WeightScaling.RoundToNearest);
        Assert.Equal(new BlockScale(0.25f, 4), scale);
        Assert.Equal([0, 4, 6, 15], scale.Quantize(weights, WeightScaling.RoundToNearest).Select(code => (int)code));
    }

    [Theory]
    [InlineData(32)]
    [InlineData(128)]
    public void LeastSquaresIsNeverWorseThanTheSmallestScaleAndAZeroPointNeverWorseThanNone(int length)
    {
        var (nearestSum, symmetricSum, asymmetricSum) = (0.0, 0.0, 0.0);
        foreach (var seed in Enumerable.Range(1, 20))
        {
            var weights = Block(length, seed);
            var nearest = Error(weights, hasZeroPoint: false, WeightScaling.RoundToNearest);
            var symmetric = Error(weights, hasZeroPoint: false, WeightScaling.LeastSquares);
            var asymmetric = Error(weights, hasZeroPoint: true, WeightScaling.LeastSquares);
            Assert.True(symmetric <= nearest);
            Assert.True(asymmetric <= symmetric);
            (nearestSum, symmetricSum, asymmetricSum) = (nearestSum + nearest, symmetricSum + symmetric, asymmetricSum + asymmetric);
        }

        Assert.True(symmetricSum < 0.95 * nearestSum);
        Assert.True(asymmetricSum < 0.95 * symmetricSum);
    }

    [Fact]
    public void ALoneOutlierIsClipped()
    {
        float[] weights = [.. Block(255, 3), 1.5f];
        var nearest = BlockScale.Choose(weights, false, WeightScaling.RoundToNearest);
        var least = BlockScale.Choose(weights, false, WeightScaling.LeastSquares);
        Assert.True(least.Scale < 0.9f * nearest.Scale);
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(1e-42f)]
    public void WeightsThatNoNormalScaleResolvesAreZeros(float weight)
    {
        foreach (var scaling in Enum.GetValues<WeightScaling>())
        {
            var scale = BlockScale.Choose([weight, -weight], hasZeroPoint: true, scaling);
            Assert.Equal([scale.ZeroPoint, scale.ZeroPoint], scale.Quantize([weight, -weight], scaling).Select(code => (int)code));
        }
    }

    private static double Error(float[] weights, bool hasZeroPoint, WeightScaling scaling)
    {
        var scale = BlockScale.Choose(weights, hasZeroPoint, scaling);
        var codes = scale.Quantize(weights, WeightScaling.RoundToNearest);
        return weights.Zip(codes, (weight, code) => Math.Pow(weight - ((code - scale.ZeroPoint) * (double)scale.Scale), 2)).Sum();
    }

    /// <summary>Sums of uniform numbers: near to normal, with a little skew.</summary>
    private static float[] Block(int length, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, length).Select(_ => (random.NextSingle() + random.NextSingle() + random.NextSingle() - 1.4f) / 3)];
    }
}
