using System.Runtime.Intrinsics;
using QuantGen.Kernels;
using Xunit;

namespace QuantGen.Tests.Kernels;

public sealed class FloatFunctionsTests
{
    private delegate Vector512<float> VectorFunction(Vector512<float> x);

    [Fact]
    public void Exp_is_within_2_ulp()
    {
        AssertUlp(FloatFunctions.Exp, Math.Exp, -110, 95, 2);
        AssertSpecial(FloatFunctions.Exp, (float.NegativeInfinity, 0), (float.PositiveInfinity, float.PositiveInfinity));
        AssertSpecial(FloatFunctions.Exp, (-104.5f, 0), (89f, float.PositiveInfinity), (0, 1));
    }

    [Fact]
    public void Terms_of_a_softmax_are_within_2_ulp()
    {
        AssertUlp(FloatFunctions.ExpOfNonPositive, Math.Exp, -87, 0, 2);
        AssertSpecial(FloatFunctions.ExpOfNonPositive, (float.NegativeInfinity, 0), (-1e30f, 0), (-87.7f, 0), (0, 1), (-0f, 1), (float.NaN, float.NaN));
    }

    [Fact]
    public void Log_is_within_2_ulp()
    {
        AssertUlp(FloatFunctions.Log, Math.Log, 1e-3f, 30, 2);
        AssertUlp(FloatFunctions.Log, Math.Log, 0.9f, 1.1f, 2);
        AssertUlp(FloatFunctions.Log, Math.Log, 1e-45f, 1e-37f, 2);
        AssertUlp(FloatFunctions.Log, Math.Log, 1e30f, 3e38f, 2);
        AssertSpecial(FloatFunctions.Log, (0, float.NegativeInfinity), (-0f, float.NegativeInfinity), (1, 0));
        AssertSpecial(FloatFunctions.Log, (-1, float.NaN), (float.PositiveInfinity, float.PositiveInfinity));
    }

    [Fact]
    public void Tanh_is_within_3_ulp()
    {
        AssertUlp(FloatFunctions.Tanh, Math.Tanh, -12, 12, 3);
        AssertUlp(FloatFunctions.Tanh, Math.Tanh, -1e-3f, 1e-3f, 2);
        AssertSpecial(FloatFunctions.Tanh, (float.NegativeInfinity, -1), (float.PositiveInfinity, 1), (100, 1), (0, 0), (-0f, -0f));
    }

    [Fact]
    public void Sigmoid_is_within_4_ulp_down_to_subnormals()
    {
        AssertUlp(FloatFunctions.Sigmoid, x => 1 / (1 + Math.Exp(-x)), -103, 40, 4);
        AssertSpecial(FloatFunctions.Sigmoid, (float.NegativeInfinity, 0), (float.PositiveInfinity, 1), (0, 0.5f));
    }

    [Fact]
    public void Softplus_and_ExpMinusOne_are_within_4_ulp()
    {
        AssertUlp(FloatFunctions.Softplus, x => x < -30 ? Math.Exp(x) : Math.Log(1 + Math.Exp(x)), -80, -31, 4);
        AssertUlp(FloatFunctions.Softplus, x => Math.Log(1 + Math.Exp(x)), -10, 60, 4);
        AssertUlp(FloatFunctions.ExpMinusOne, x => Math.Exp(x) - 1, 0.01f, 5, 4);
        AssertUlp(FloatFunctions.ExpMinusOne, x => Math.Exp(x) - 1, -20, -0.01f, 4);
    }

    [Fact]
    public void Erf_is_within_3_ulp()
    {
        AssertUlp(FloatFunctions.Erf, Erf, -4.5f, 4.5f, 3);
        AssertUlp(FloatFunctions.Erf, Erf, -1e-3f, 1e-3f, 3);
        AssertSpecial(FloatFunctions.Erf, (float.NegativeInfinity, -1), (float.PositiveInfinity, 1), (-0f, -0f));
    }

    [Fact]
    public void Gelu_is_its_definition()
    {
        for (var x = -6f; x < 6; x += 0.01f)
        {
            var exact = x / 2 * (1 + Erf(x / Math.Sqrt(2)));
            var approximation = x / 2 * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + (0.044715 * x * x * x))));
            Assert.Equal(exact, FloatFunctions.Gelu(Vector512.Create(x))[3], 6e-7 * Math.Max(1, Math.Abs(x)));
            Assert.Equal(approximation, FloatFunctions.GeluTanh(Vector512.Create(x))[3], 6e-7 * Math.Max(1, Math.Abs(x)));
        }
    }

    [Fact]
    public void Sin_Cos_and_Power_are_correctly_rounded_nearly_always()
    {
        var random = new Random(1);
        for (var i = 0; i < 20_000; i++)
        {
            var x = (random.NextSingle() - 0.5f) * (i % 2 == 0 ? 20 : 4e6f);
            Assert.True(Ulp(Math.Sin(x), FloatFunctions.Sin(x)) <= 1, $"sin({x:R})");
            Assert.True(Ulp(Math.Cos(x), FloatFunctions.Cos(x)) <= 1, $"cos({x:R})");
            var (power, exponent) = (random.NextSingle() * 50, (random.NextSingle() - 0.5f) * 40);
            Assert.True(Ulp(Math.Pow(power, exponent), FloatFunctions.Power(power, exponent)) <= 1, $"{power:R} ^ {exponent:R}");
        }
    }

    [Fact]
    public void Power_treats_special_values_as_IEEE_does()
    {
        float[] specials =
        [
            0, -0f, 1, -1, 0.5f, -0.5f, 2, -2, 3, -3, 1e30f, -1e30f, 16777217f, float.Epsilon, float.NaN, float.PositiveInfinity,
            float.NegativeInfinity,
        ];
        foreach (var x in specials)
        {
            foreach (var y in specials)
            {
                Assert.Equal((float)Math.Pow(x, y), FloatFunctions.Power(x, y));
            }
        }

        Assert.Equal(float.NaN, FloatFunctions.Sin(float.PositiveInfinity));
        Assert.Equal(float.NaN, FloatFunctions.Cos(float.NaN));
        Assert.InRange(FloatFunctions.Sin(3e38f), -1, 1);
    }

    private static void AssertUlp(VectorFunction function, Func<double, double> reference, float low, float high, double bound)
    {
        const int Count = 40_000;
        for (var i = 0; i <= Count; i += 16)
        {
            var x = Vector512.Create((float)low) + (Vector512.CreateSequence((float)i, 1f) * ((high - low) / Count));
            var y = function(x);
            for (var lane = 0; lane < 16; lane++)
            {
                var error = Ulp(reference(x[lane]), y[lane]);
                Assert.True(error <= bound, $"f({x[lane]:R}) = {y[lane]:R}, {error:F2} ulp from {reference(x[lane]):R}");
            }
        }
    }

    private static void AssertSpecial(VectorFunction function, params (float Input, float Output)[] pairs)
    {
        Assert.Equal(float.NaN, function(Vector512.Create(float.NaN))[0]);
        foreach (var (input, output) in pairs)
        {
            Assert.Equal(BitConverter.SingleToInt32Bits(output), BitConverter.SingleToInt32Bits(function(Vector512.Create(input))[0]));
        }
    }

    /// <summary>The distance in units of the last place of the reference.</summary>
    private static double Ulp(double expected, float actual)
    {
        if (Math.Abs(expected) > float.MaxValue)
        {
            return float.IsInfinity(actual) || Math.Abs(actual) > 3.4e38f ? 0 : double.PositiveInfinity;
        }

        var magnitude = Math.Abs((float)expected);
        return Math.Abs(actual - expected) / ((double)MathF.BitIncrement(magnitude) - magnitude);
    }

    /// <summary>The error function by its series, and by its continued fraction where that converges fast.</summary>
    private static double Erf(double x)
    {
        var magnitude = Math.Abs(x);
        if (magnitude < 2.5)
        {
            double term = x, sum = x;
            for (var n = 1; n < 80; n++)
            {
                term *= -x * x / n;
                sum += term / ((2 * n) + 1);
            }

            return sum * 2 / Math.Sqrt(Math.PI);
        }

        var fraction = 0.0;
        for (var n = 60; n > 0; n--)
        {
            fraction = n / 2.0 / (magnitude + fraction);
        }

        return Math.Sign(x) * (1 - (Math.Exp(-x * x) / Math.Sqrt(Math.PI) / (magnitude + fraction)));
    }
}
