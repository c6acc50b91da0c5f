using QuantGen.Tool.CommandLine;
using Xunit;

namespace QuantGen.EndToEnd.Tests.CommandLine;

public sealed class TextTableTests
{
    [Fact]
    public void ColumnsAreAlignedAndNothingTrails()
    {
        var table = new TextTable("name", ">count", "note");
        table.Add("a", "1,000", "");
        table.Add("longer", "7", "x");
        var writer = new StringWriter { NewLine = "\n" };
        table.Write(writer);
        Assert.Equal("  name    count  note\n  a       1,000\n  longer      7  x\n", writer.ToString());
    }

    [Fact]
    public void RowMustFitTheColumns()
    {
        Assert.Throws<ArgumentException>(() => new TextTable("a", "b").Add("1"));
    }

    [Theory]
    [InlineData(1023, "1023 B")]
    [InlineData(1024, "1.0 KB")]
    [InlineData(97228, "94.9 KB")]
    [InlineData(3163737, "3.0 MB")]
    public void SizesAreRounded(long bytes, string expected)
    {
        Assert.Equal(expected, Bytes.Text(bytes));
    }
}
