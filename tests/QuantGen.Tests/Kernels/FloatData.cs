using Xunit;

namespace QuantGen.Tests.Kernels;

/// <summary>Reproducible operands for kernel tests.</summary>
internal static class FloatData
{
    /// <summary>Values from -2 to 2.</summary>
    public static float[] Values(int count, int seed)
    {
        var random = new Random(seed);
        var values = new float[count];
        for (var i = 0; i < count; i++)
        {
            values[i] = (random.NextSingle() * 4) - 2;
        }

        return values;
    }

    /// <summary>Asserts that every value is near the reference, relative to the size of the values.</summary>
    public static void AssertClose(ReadOnlySpan<double> expected, ReadOnlySpan<float> actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            var error = Math.Abs(expected[i] - actual[i]);
            Assert.True(error <= tolerance * Math.Max(1, Math.Abs(expected[i])), $"element {i}: {actual[i]:R} instead of {expected[i]:R}");
        }
    }
}
