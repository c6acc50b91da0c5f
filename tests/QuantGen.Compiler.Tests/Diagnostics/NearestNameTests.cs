using QuantGen.Compiler.Diagnostics;
using Xunit;

namespace QuantGen.Compiler.Tests.Diagnostics;

public sealed class NearestNameTests
{
    [Theory]
    [InlineData("", "abc", 3)]
    [InlineData("abc", "", 3)]
    [InlineData("abc", "ABC", 0)]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("statik", "static", 1)]
    [InlineData("calibraton", "calibration", 1)]
    public void DistanceCountsEdits(string left, string right, int expected)
    {
        Assert.Equal(expected, NearestName.Distance(left, right));
    }

    [Theory]
    [InlineData("satic", "static")]
    [InlineData("weights-only", "weight-only")]
    [InlineData("xyzzy", null)]
    public void FindsWhatWasMeant(string given, string? expected)
    {
        Assert.Equal(expected, NearestName.Find(given, ["static", "dynamic", "weight-only"]));
    }

    [Theory]
    [InlineData("calib.csv", "calibration.csv")]
    [InlineData("tset.csv", "test.csv")]
    public void PrefersWhatHasMoreInCommonToWhatIsShort(string given, string expected)
    {
        Assert.Equal(expected, NearestName.Find(given, ["test.csv", "calibration.csv"]));
    }

    [Fact]
    public void NothingIsNearestToNothing()
    {
        Assert.Null(NearestName.Find("static", []));
    }
}
