using QuantGen.Compiler.Quantization.Compression;
using Xunit;

namespace QuantGen.Compiler.Tests.Quantization.Compression;

public sealed class WeightRoundingTests
{
    [Fact]
    public void TheNearestStepIsEvenOnATieAndWithinTheRange()
    {
        Assert.Equal([-8, -2, 0, 2, 7, 0], WeightRounding.ToNearest([-300, -1.5f, 0.5f, 1.5f, 300, -0.2f], 1, -8, 7));
    }

    [Fact]
    public void ErrorsOfOneSignCancel()
    {
        // Four errors of 0.4 add up to 1.6: one of the four goes up instead, and 0.6 is left.
        Assert.Equal([2, 1, 1, 1], WeightRounding.ToCancelling([1.4f, 1.4f, 1.4f, 1.4f], 1, -8, 7));
        // Nothing to gain: the sum is small, or nothing is free to move.
        Assert.Equal([1, -1], WeightRounding.ToCancelling([1.4f, -1.4f], 1, -8, 7));
        Assert.Equal([7, 7], WeightRounding.ToCancelling([9, 8], 1, -8, 7));
    }

    [Fact]
    public void WhatItMinimizesGetsSmaller()
    {
        var random = new Random(1);
        for (var trial = 0; trial < 50; trial++)
        {
            float[] weights = [.. Enumerable.Range(0, 64).Select(_ => (random.NextSingle() * 14) - 7)];
            var nearest = Cost(weights, WeightRounding.ToNearest(weights, 1, -8, 7));
            var cancelling = Cost(weights, WeightRounding.ToCancelling(weights, 1, -8, 7));
            Assert.True(cancelling <= nearest);
        }
    }

    private static double Cost(float[] weights, int[] steps)
    {
        double[] errors = [.. weights.Zip(steps, (weight, step) => (double)weight - step)];
        return errors.Sum(error => error * error) + Math.Pow(errors.Sum(), 2);
    }
}
