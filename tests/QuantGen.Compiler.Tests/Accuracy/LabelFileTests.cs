using QuantGen.Compiler.Accuracy;
using QuantGen.Compiler.Calibration.Data;
using QuantGen.Compiler.Diagnostics;
using QuantGen.Compiler.Tests.Calibration;
using Xunit;

namespace QuantGen.Compiler.Tests.Accuracy;

/// <summary>Labels from files, and labels that do not fit.</summary>
public sealed class LabelFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("3\n1\n2\n")]
    [InlineData("label\n3\n1\n2\n")]
    [InlineData("a,\"Label\",b\n0.5,3,0\n0.5,1,0\n0.5,2,0\n")]
    [InlineData("y;x\n3;0.5\n1;0.5\n2;0.5\n")]
    public void CsvHasAColumnOfThem(string text)
    {
        Assert.Equal([3, 1, 2], LabelFile.Read(_folder.Write("labels.csv", text)).Classes);
    }

    [Fact]
    public void NumPyArrayHoldsThem()
    {
        var path = _folder.Write("labels.npy", "");
        NpyFile.Write<byte>(path, [3, 1, 2], 3);
        Assert.Equal([3, 1, 2], LabelFile.Read(path).Classes);
    }

    [Theory]
    [InlineData("labels.csv", "1,2\n3,4\n", "several columns and no header")]
    [InlineData("labels.csv", "label\n1\nseven\n", "'seven' in row 3 is not an integer")]
    [InlineData("labels.npy", "no array", "")]
    [InlineData("labels.txt", "1\n", "'.txt' are not known")]
    public void OtherFilesAreRefused(string name, string text, string reason)
    {
        var path = _folder.Write(name, text);
        AssertRefused(() => LabelFile.Read(path), reason);
    }

    [Fact]
    public void MissingFileIsRefused()
    {
        AssertRefused(() => LabelFile.Read("missing.csv"), "does not exist");
    }

    [Theory]
    [InlineData("2", "classes 0 to 1")]
    [InlineData("-1", "classes 0 to 1")]
    [InlineData("0\n1", "there are 2 for 1 samples")]
    public void LabelsFitTheData(string text, string reason)
    {
        var labels = LabelFile.Read(_folder.Write("labels.csv", text));
        var meter = new TopOneMeter();
        meter.Add([1, 0], [1, 0], rowLength: 2);
        AssertRefused(() => meter.ToAccuracy(labels), reason);
    }

    [Fact]
    public void TooFewLabelsAreRefused()
    {
        var meter = new TopOneMeter();
        meter.Add([1, 0, 1, 0], [1, 0, 1, 0], rowLength: 2);
        AssertRefused(() => meter.ToAccuracy(new Labels("labels.csv", [0])), "there are 1 for 2 samples");
    }

    [Fact]
    public void ModelWithoutClassesTakesNoLabels()
    {
        AssertRefused(() => new TopOneMeter().ToAccuracy(new Labels("labels.csv", [0])), "no output of scores");
    }

    public void Dispose()
    {
        _folder.Dispose();
    }

    private static void AssertRefused(Action action, string reason)
    {
        var diagnostic = Assert.Single(Assert.Throws<CompilationException>(action).Diagnostics);
        Assert.Equal("QG0242", diagnostic.Id);
        Assert.Contains(reason, diagnostic.Message, StringComparison.Ordinal);
    }
}
