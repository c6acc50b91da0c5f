using QuantGen.Compiler.Tests.Calibration;
using Xunit;

namespace QuantGen.Compiler.Tests;

public sealed class ContentHashTests
{
    [Fact]
    public void Hash_is_that_of_the_standard()
    {
        using var folder = new TemporaryFolder();
        const string Expected = "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

        Assert.Equal(Expected, ContentHash.OfText("abc"));
        Assert.Equal(Expected, ContentHash.OfBytes("abc"u8));
        Assert.Equal(Expected, ContentHash.OfFile(folder.Write("a", "abc")));
        Assert.True(ContentHash.IsWellFormed(Expected));
        Assert.False(ContentHash.IsWellFormed(Expected.ToUpperInvariant()));
        Assert.False(ContentHash.IsWellFormed(Expected[..^1]));
    }

    [Fact]
    public void Hash_of_files_depends_on_names_contents_and_order_but_not_on_the_folder()
    {
        using var folder = new TemporaryFolder();
        using var other = new TemporaryFolder();
        string[] files = [folder.Write("a", "1"), folder.Write("b", "2"), folder.Write("c", "1"), folder.Write("d", "12")];
        var expected = ContentHash.OfFiles(files[..2]);

        Assert.Equal(expected, ContentHash.OfFiles([other.Write("a", "1"), other.Write("b", "2")]));
        Assert.NotEqual(expected, ContentHash.OfFiles([files[1], files[0]]));
        Assert.NotEqual(expected, ContentHash.OfFiles([files[2], files[1]]));
        Assert.NotEqual(expected, ContentHash.OfFiles([files[0]]));
        Assert.NotEqual(expected, ContentHash.OfFiles([files[0], files[3]]));
    }
}
