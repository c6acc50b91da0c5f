using QuantGen.Compiler.Calibration;
using Xunit;

namespace QuantGen.Compiler.Tests.Calibration;

public sealed class ScaleTableComparisonTests
{
    private static readonly ScaleTable Table = new()
    {
        Origin = new ScaleTableOrigin(ContentHash.OfText("model"), ContentHash.OfText("data"), ContentHash.OfText("options")),
        Method = "Default",
        Tensors = [new("a", 0, 2), new("b", -1, 3), new("c", 0.5f, 4), new("d", 0, 0)],
        FloatNodes = [new("n1", "it wins 3 dB")],
        BiasCorrections = [new("m1", [0.5f, -1]), new("m2", [1])],
    };

    [Fact]
    public void ATableIsTheSameAsItselfInAnotherOrder()
    {
        var comparison = ScaleTableComparison.Compare(Table, Table with { Tensors = [.. Table.Tensors.Reverse()] });

        Assert.True(comparison.IsSame);
        Assert.Equal(4, comparison.Unchanged);
    }

    [Fact]
    public void RangesAreSortedByHowFarABoundMoved()
    {
        var comparison = ScaleTableComparison.Compare(Table, Table with { Tensors = [new("a", 0, 3), new("b", -2, 2), new("c", 0, 4), new("d", 0, 510)] });

        Assert.False(comparison.IsSame);
        // Quantization widens a range to contain 0 anyway, so c's lower bound did not move.
        Assert.Equal(["d 2.000 2.000", "a 0.500 1.500", "b 0.250 1.000", "c 0.000 1.000"], comparison.Changed.Select(Describe));
        Assert.Equal(0, comparison.Unchanged);
    }

    [Fact]
    public void AddedAndRemovedTensorsAreTold()
    {
        var comparison = ScaleTableComparison.Compare(Table, Table with { Tensors = [.. Table.Tensors.Skip(1), new("e", 0, 1)] });

        Assert.Equal([new CalibratedRange("e", 0, 1)], comparison.Added);
        Assert.Equal([new CalibratedRange("a", 0, 2)], comparison.Removed);
        Assert.Equal((3, 0), (comparison.Unchanged, comparison.Changed.Count));
        Assert.False(comparison.IsSame);
    }

    [Fact]
    public void NodesInFloatAndCorrectedBiasesAreCompared()
    {
        var other = Table with
        {
            FloatNodes = [new("n2", "it wins 4 dB")],
            BiasCorrections = [new("m2", [1]), new("m1", [0.5f, -1.25f]), new("m3", [-2])],
        };

        var comparison = ScaleTableComparison.Compare(Table, other);

        Assert.Equal("n2", Assert.Single(comparison.NowFloat).Node);
        Assert.Equal("n1", Assert.Single(comparison.NoLongerFloat).Node);
        Assert.Equal([new ChangedCorrection("m3", 2), new ChangedCorrection("m1", 0.25)], comparison.Corrections);
        Assert.False(comparison.IsSame);
    }

    [Fact]
    public void AnotherOriginOrMethodIsADifference()
    {
        var origin = Table.Origin with { Data = ContentHash.OfText("other"), Options = ContentHash.OfText("other") };

        Assert.False(ScaleTableComparison.Compare(Table, Table with { Origin = origin }).IsSame);
        Assert.False(ScaleTableComparison.Compare(Table, Table with { Method = "MinMax" }).IsSame);
        Assert.Equal(["the calibration data", "the attribute's options"], origin.ChangesFrom(Table.Origin));
    }

    private static string Describe(ChangedRange range)
    {
        return FormattableString.Invariant($"{range.Name} {range.Move:F3} {range.ScaleRatio:F3}");
    }
}
