using QuantGen.Kernels;
using Xunit;

namespace QuantGen.Tests.Kernels;

public sealed class ElementwiseTests
{
    private delegate void Function(ReadOnlySpan<float> input, Span<float> output);

    public static TheoryData<string> Names()
    {
        return [.. Functions().Keys];
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_function_is_its_definition_at_every_length_and_in_place(string name)
    {
        var (function, reference) = Functions()[name];
        foreach (var length in new[] { 0, 1, 15, 16, 17, 50 })
        {
            var input = FloatData.Values(length, length);
            if (name is "Sqrt" or "Log")
            {
                input = [.. input.Select(Math.Abs)];
            }

            var output = new float[length + 1];
            function(input, output);
            FloatData.AssertClose([.. input.Select(x => reference(x))], output.AsSpan(0, length), 1e-6);
            Assert.Equal(0, output[length]);
            function(input, input);
            Assert.Equal(output[..length], input);
        }

        Assert.Throws<ArgumentException>(() => function(new float[17], new float[16]));
    }

    [Fact]
    public void Clip_keeps_NaN()
    {
        var output = new float[3];
        Elementwise.Clip([float.NaN, float.PositiveInfinity, -7], output, 0, 6);
        Assert.Equal([float.NaN, 6, 0], output);
    }

    [Fact]
    public void Integers_have_Abs_Negate_and_Clip()
    {
        var ints = new int[3];
        var longs = new long[3];
        Elementwise.Abs((ReadOnlySpan<int>)[-3, 4, int.MinValue], ints);
        Assert.Equal([3, 4, int.MinValue], ints);
        Elementwise.Negate((ReadOnlySpan<long>)[-3, 4, 0], longs);
        Assert.Equal([3, -4, 0], longs);
        Elementwise.Clip((ReadOnlySpan<long>)[-3, 4, 9], longs, 0, 5);
        Assert.Equal([0, 4, 5], longs);
        var not = new bool[2];
        Elementwise.Not([true, false], not);
        Assert.Equal([false, true], not);
    }

    private static Dictionary<string, (Function Function, Func<double, double> Reference)> Functions()
    {
        return new()
        {
            ["Relu"] = (Elementwise.Relu, x => Math.Max(x, 0)),
            ["Clip"] = ((i, o) => Elementwise.Clip(i, o, -0.5f, 1), x => Math.Clamp(x, -0.5, 1)),
            ["LeakyRelu"] = ((i, o) => Elementwise.LeakyRelu(i, o, 0.1f), x => x < 0 ? 0.1f * x : x),
            ["HardSigmoid"] = ((i, o) => Elementwise.HardSigmoid(i, o, 0.3f, 0.4f), x => Math.Clamp((0.3f * x) + 0.4f, 0, 1)),
            ["HardSwish"] = (Elementwise.HardSwish, x => x * Math.Clamp((x / 6) + 0.5, 0, 1)),
            ["Sigmoid"] = (Elementwise.Sigmoid, x => 1 / (1 + Math.Exp(-x))),
            ["Swish"] = ((i, o) => Elementwise.Swish(i, o, 1.5f), x => x / (1 + Math.Exp(-1.5 * x))),
            ["Tanh"] = (Elementwise.Tanh, Math.Tanh),
            ["Exp"] = (Elementwise.Exp, Math.Exp),
            ["Log"] = (Elementwise.Log, Math.Log),
            ["Softplus"] = (Elementwise.Softplus, x => Math.Log(1 + Math.Exp(x))),
            ["Mish"] = (Elementwise.Mish, x => x * Math.Tanh(Math.Log(1 + Math.Exp(x)))),
            ["Softsign"] = (Elementwise.Softsign, x => x / (1 + Math.Abs(x))),
            ["Elu"] = ((i, o) => Elementwise.Elu(i, o, 1.6f, 1.05f), x => 1.05f * (x > 0 ? x : 1.6f * (Math.Exp(x) - 1))),
            ["GeluTanh"] = (
                (i, o) => Elementwise.Gelu(i, o, true),
                x => x / 2 * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + (0.044715 * x * x * x))))),
            ["Abs"] = (Elementwise.Abs, Math.Abs),
            ["Negate"] = (Elementwise.Negate, x => -x),
            ["Sign"] = (Elementwise.Sign, x => Math.Sign(x)),
            ["Sqrt"] = (Elementwise.Sqrt, Math.Sqrt),
            ["Reciprocal"] = (Elementwise.Reciprocal, x => 1 / x),
            ["Floor"] = (Elementwise.Floor, Math.Floor),
            ["Ceiling"] = (Elementwise.Ceiling, Math.Ceiling),
            ["Round"] = (Elementwise.Round, x => Math.Round(x, MidpointRounding.ToEven)),
            ["Sin"] = (Elementwise.Sin, Math.Sin),
            ["Cos"] = (Elementwise.Cos, Math.Cos),
        };
    }
}
