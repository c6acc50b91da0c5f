using QuantGen.TestSupport;
using Xunit;
using Xunit.Sdk;

namespace QuantGen.EndToEnd.Tests.Support;

public sealed class SnapshotTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();
    private readonly bool _accepting = Environment.GetEnvironmentVariable("QUANTGEN_ACCEPT_SNAPSHOTS") == "1";

    private string SourceFile => Path.Combine(_folder.FullName, "LayerTests.cs");

    private string VerifiedFile => Path.Combine(_folder.FullName, "LayerTests.Emits.verified.txt");

    private string ReceivedFile => Path.Combine(_folder.FullName, "LayerTests.Emits.received.txt");

    [Fact]
    public void PassesAndRemovesAnOldReceivedFileWhenEqual()
    {
        File.WriteAllText(VerifiedFile, "one\r\ntwo\r\n");
        File.WriteAllText(ReceivedFile, "old");

        Snapshot.Verify("one\ntwo\n", "txt", SourceFile, "Emits");

        Assert.False(File.Exists(ReceivedFile));
    }

    [SkippableFact]
    public void FailsAtTheFirstDifferenceAndLeavesWhatItReceived()
    {
        File.WriteAllText(VerifiedFile, "one\ntwo\nthree\n");
        Skip.If(_accepting, "snapshots are being accepted");

        var exception = Assert.Throws<XunitException>(() => Snapshot.Verify("one\n2\nthree\n", "txt", SourceFile, "Emits"));

        Assert.Contains($"{VerifiedFile}(2)", exception.Message, StringComparison.Ordinal);
        Assert.Contains("verified: two", exception.Message, StringComparison.Ordinal);
        Assert.Contains("received: 2", exception.Message, StringComparison.Ordinal);
        Assert.Equal("one\n2\nthree\n", File.ReadAllText(ReceivedFile));
    }

    [SkippableFact]
    public void FailsWhenNothingWasVerifiedYet()
    {
        Skip.If(_accepting, "snapshots are being accepted");

        var exception = Assert.Throws<XunitException>(() => Snapshot.Verify("one\n", "txt", SourceFile, "Emits"));

        Assert.Contains("LayerTests.Emits.verified.txt", exception.Message, StringComparison.Ordinal);
        Assert.True(File.Exists(ReceivedFile));
    }

    public void Dispose()
    {
        _folder.Delete(recursive: true);
    }
}
