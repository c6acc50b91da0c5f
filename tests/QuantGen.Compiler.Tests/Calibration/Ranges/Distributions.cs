using QuantGen.Compiler.Calibration.Ranges;

namespace QuantGen.Compiler.Tests.Calibration.Ranges;

/// <summary>Values of known distributions, the same in every run.</summary>
internal static class Distributions
{
    public static float[] Gaussian(int count)
    {
        var random = new Random(1);
        return Generate(count, () => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
    }

    public static float[] Laplace(int count)
    {
        var random = new Random(2);
        return Generate(count, () => Math.Log(1 - random.NextDouble()) * (random.Next(2) == 0 ? 1 : -1));
    }

    public static float[] Uniform(int count)
    {
        var random = new Random(3);
        return Generate(count, () => (random.NextDouble() * 2) - 1);
    }

    public static float[] Relu(float[] values)
    {
        return [.. values.Select(value => Math.Max(value, 0))];
    }

    public static ActivationHistogram Histogram(params ReadOnlySpan<float> values)
    {
        var statistics = new ActivationStatistics();
        statistics.Add(values);
        return statistics.ToHistogram();
    }

    private static float[] Generate(int count, Func<double> next)
    {
        return [.. Enumerable.Range(0, count).Select(_ => (float)next())];
    }
}
