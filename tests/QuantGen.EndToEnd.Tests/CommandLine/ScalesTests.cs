using System.Text.Json;
using Xunit;

namespace QuantGen.EndToEnd.Tests.CommandLine;

/// <summary><c>quantgen scales</c>: what it prints, and what it ends with.</summary>
public sealed class ScalesTests(DigitsFolder folder) : IClassFixture<DigitsFolder>
{
    private const string Both = "old.scales.json digits.scales.json";

    [Theory]
    [InlineData("digits.scales.json", 0)]
    [InlineData(Both, 0)]
    [InlineData(Both + " --exit-code", 3)]
    [InlineData("digits.scales.json digits.scales.json --exit-code", 0)]
    public void TheExitCodeTellsWhetherTablesDifferOnDemand(string arguments, int code)
    {
        Assert.Equal(code, Scales(arguments).ExitCode);
    }

    [Fact]
    public void JsonHasTheDocumentedNames()
    {
        var root = Json(Both);

        Assert.Equal(
            ["old", "new", "same", "modelChanged", "dataChanged", "optionsChanged", "methodChanged", "changed", "added", "removed", "unchanged",
                "nowFloat", "noLongerFloat", "biasCorrections"],
            Names(root));
        Assert.Equal(["name", "oldMin", "oldMax", "newMin", "newMax", "move", "scaleRatio"], Names(root.GetProperty("changed")[0]));
        Assert.Equal(["node", "largest"], Names(root.GetProperty("biasCorrections")[0]));
        Assert.True(root.GetProperty("dataChanged").GetBoolean());
        Assert.False(root.GetProperty("modelChanged").GetBoolean());
        Assert.False(root.GetProperty("same").GetBoolean());
    }

    [Fact]
    public void JsonOfOneTableHasTheDocumentedNames()
    {
        var root = Json("digits.scales.json");

        Assert.Equal(["table", "model", "data", "options", "method", "tensors", "floatNodes"], Names(root));
        var scores = root.GetProperty("tensors")[7];
        Assert.Equal(["name", "min", "max", "scale", "zeroPoint"], Names(scores));
        Assert.Equal(("scores", 116), (scores.GetProperty("name").GetString(), scores.GetProperty("zeroPoint").GetInt32()));
    }

    [Fact]
    public void WhatIsNoTableIsDiagnosed()
    {
        Scales("missing.json digits.scales.json").FailedWith("QG0231");
        Scales("digits.scales.json calibration.csv").FailedWith("QG0231");
        Scales("").IsUsageError("'quantgen scales --help'");
    }

    private static IEnumerable<string> Names(JsonElement element)
    {
        return element.EnumerateObject().Select(member => member.Name);
    }

    private JsonElement Json(string arguments)
    {
        return JsonDocument.Parse(Scales(arguments + " --json").Succeeded().Output).RootElement;
    }

    private ProcessResult Scales(string arguments)
    {
        return QuantGenProcess.Run(folder.Path, ["scales", .. arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
    }
}
