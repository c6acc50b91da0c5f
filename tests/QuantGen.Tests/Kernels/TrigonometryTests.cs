using QuantGen.Kernels;
using Xunit;

namespace QuantGen.Tests.Kernels;

/// <summary>Our own series against the operating system's, which are not the same on every machine.</summary>
public sealed class TrigonometryTests
{
    /// <summary>Half a unit in the last place of a float, and what rounding a double once more can add.</summary>
    private const double Relative = 6e-8;

    private delegate void Function(ReadOnlySpan<float> input, Span<float> output);

    private static Dictionary<string, (Function Function, Func<double, double> Definition)> Functions { get; } = new(StringComparer.Ordinal)
    {
        ["Tan"] = (Elementwise.Tan, Math.Tan),
        ["Asin"] = (Elementwise.Asin, Math.Asin),
        ["Acos"] = (Elementwise.Acos, Math.Acos),
        ["Atan"] = (Elementwise.Atan, Math.Atan),
        ["Sinh"] = (Elementwise.Sinh, Math.Sinh),
        ["Cosh"] = (Elementwise.Cosh, Math.Cosh),
        ["Asinh"] = (Elementwise.Asinh, Math.Asinh),
        ["Acosh"] = (Elementwise.Acosh, Math.Acosh),
        ["Atanh"] = (Elementwise.Atanh, Math.Atanh),
    };

    public static TheoryData<string> Names => [.. Functions.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_function_is_its_definition_rounded(string name)
    {
        var (function, definition) = Functions[name];
        float[] magnitudes = [0, 1e-30f, 1e-6f, 0.0199f, 0.0201f, 0.3f, 0.4142f, 0.4143f, 0.99f, 0.9999999f, 1, 1.0000001f, 1.5f, 2.5f, 40, 88, 95, 3e38f, float.PositiveInfinity, float.NaN];
        float[] input = [.. magnitudes, .. magnitudes.Select(x => -x), .. FloatData.Values(2000, 3)];
        var output = new float[input.Length];
        function(input, output);
        for (var i = 0; i < input.Length; i++)
        {
            // Beyond this an angle has lost its meaning.
            if (name == "Tan" && Math.Abs(input[i]) > 1e6f && float.IsFinite(input[i]))
            {
                continue;
            }

            var expected = definition(input[i]);
            var isClose = float.IsNaN(output[i]) ? double.IsNaN(expected)
                : float.IsInfinity(output[i]) ? (float)expected == output[i]
                : Math.Abs(output[i] - expected) <= (Relative * Math.Abs(expected)) + 1e-44;
            Assert.True(isClose, $"{name}({input[i]:R}) is {output[i]:R} instead of {expected:R}");
        }
    }
}
