using QuantGen.Plan;
using Xunit;

namespace QuantGen.Generators.Tests.Plan;

public sealed class DimensionMaximumTests
{
    private static readonly Dimension N = Dimension.Symbol("N");
    private static readonly Dimension T = Dimension.Symbol("T");

    [Fact]
    public void What_can_never_be_the_largest_is_left_out()
    {
        Assert.Equal("64 * N + 3", Dimension.Max(N * 4, Dimension.Max((N * 64) + 3, N)).ToString());
        Assert.Equal("max(N, T)", Dimension.Max(Dimension.Max(T, N), Dimension.Max(N, T)).ToString());
        Assert.Equal("N + N * T", Dimension.Max((N * T) + N, T * N).ToString());
        Assert.Equal("7", Dimension.Max(7, 5).ToString());
    }

    [Fact]
    public void What_may_be_negative_is_kept_apart()
    {
        Assert.Equal("max(0, N - 5)", Dimension.Max(N - 5, 0).ToString());
        Assert.Equal("max(((N - 5) / (2)), 0)", Dimension.Max((N - 5) / 2, 0).ToString());
        Assert.Equal("((N + 5) / (2))", Dimension.Max((N + 5) / 2, 0).ToString());
        Assert.Equal("max(N - 1, T)", Dimension.Max(T, N - 1).ToString());
    }

    [Theory]
    [InlineData(1, 9)]
    [InlineData(4, 4)]
    [InlineData(9, 1)]
    public void Order_does_not_matter(long n, long t)
    {
        Dimension[] operands = [N - 3, T, (N * 2) - T, 5];
        var symbols = new Dictionary<string, long> { ["N"] = n, ["T"] = t };
        var forward = operands.Aggregate(Dimension.Max);
        Assert.Equal(forward, operands.Reverse().Aggregate(Dimension.Max));
        Assert.Equal(operands.Max(operand => operand.Evaluate(symbols)), forward.Evaluate(symbols));
    }
}
