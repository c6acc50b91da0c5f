using QuantGen.Kernels;
using Xunit;

namespace QuantGen.Tests.Kernels;

public sealed class ConversionTests
{
    [Fact]
    public void Float_to_integer_truncates_and_saturates()
    {
        Check<float, int>([1.9f, -1.9f, float.NaN, 3e9f, float.NegativeInfinity], [1, -1, 0, int.MaxValue, int.MinValue]);
        Check<float, long>([1.9f, -1.9f, float.NaN, 1e30f], [1, -1, 0, long.MaxValue]);
        Check<double, byte>([1.9, -1.9, 300], [1, 0, 255]);
        Check<float, sbyte>([1.9f, -200, 300], [1, -128, 127]);
    }

    [Fact]
    public void Integer_to_narrower_integer_keeps_the_low_bits()
    {
        Check<int, byte>([258, -1], [2, 255]);
        Check<long, int>([(1L << 32) + 5, -1], [5, -1]);
        Check<byte, sbyte>([200], [-56]);
        Check<sbyte, ushort>([-1], [ushort.MaxValue]);
    }

    [Fact]
    public void Float_conversions_round_to_nearest()
    {
        Check<double, float>([1 + 1e-9, 1e300], [1, float.PositiveInfinity]);
        Check<long, float>([16777217], [16777216]);
        Check<float, Half>([0.1f, 1e6f], [(Half)0.1f, Half.PositiveInfinity]);
        Check<Half, double>([(Half)0.5f], [0.5]);
        Check<short, float>([-7], [-7]);
    }

    [Fact]
    public void Bool_is_one_or_zero_and_any_other_value_is_true()
    {
        Check<bool, float>([true, false], [1, 0]);
        Check<bool, long>([true, false], [1, 0]);
        Check<float, bool>([0.3f, 0, -0f, float.NaN], [true, false, false, true]);
        Check<long, bool>([256, 0], [true, false]);
        Check<bool, bool>([true, false], [true, false]);
    }

    [Fact]
    public void Other_types_and_short_outputs_are_refused()
    {
        Assert.Throws<NotSupportedException>(() => Conversion.Cast<char, float>(['a'], new float[1]));
        Assert.Throws<NotSupportedException>(() => Conversion.Cast<float, char>([1], new char[1]));
        Assert.Throws<ArgumentException>(() => Conversion.Cast<float, int>([1, 2], new int[1]));
    }

    private static void Check<TInput, TOutput>(TInput[] input, TOutput[] expected)
        where TInput : unmanaged
        where TOutput : unmanaged
    {
        var output = new TOutput[input.Length];
        Conversion.Cast<TInput, TOutput>(input, output);
        Assert.Equal(expected, output);
    }

    [Theory]
    [InlineData(1f, 0x3F80)]
    [InlineData(-0f, 0x8000)]
    [InlineData(1.00390625f, 0x3F80)] // a tie, to the even one below
    [InlineData(1.01171875f, 0x3F82)] // a tie, to the even one above
    [InlineData(float.MaxValue, 0x7F80)]
    [InlineData(float.NegativeInfinity, 0xFF80)]
    [InlineData(float.NaN, 0xFFC0)]
    public void BFloat16IsRoundedHalfToEven(float value, int bits)
    {
        var output = new ushort[1];
        Conversion.ToBFloat16([value], output);
        Assert.Equal(bits, output[0]);
    }

    [Fact]
    public void BFloat16IsReadExactly()
    {
        var output = new float[3];
        Conversion.FromBFloat16([0x3F80, 0xC000, 0x7F80], output);
        Assert.Equal([1, -2, float.PositiveInfinity], output);
        Assert.Throws<ArgumentException>(() => Conversion.FromBFloat16(new ushort[2], new float[1]));
        Assert.Throws<ArgumentException>(() => Conversion.ToBFloat16(new float[2], new ushort[1]));
    }
}
