using Xunit;

namespace QuantGen.Compiler.Tests;

public sealed class AtomicFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("quantgen-atomic-").FullName;

    private string FilePath => Path.Combine(_folder, "file");

    [Fact]
    public void FileIsReplacedAsAWhole()
    {
        File.WriteAllText(FilePath, "something old and longer");
        AtomicFile.Write(FilePath, "new"u8);
        Assert.Equal("new", File.ReadAllText(FilePath));
        Assert.Equal([FilePath], Directory.GetFiles(_folder));
    }

    [Fact]
    public void WhatCannotBeReplacedLeavesNothingBehind()
    {
        Directory.CreateDirectory(FilePath);
        Assert.ThrowsAny<Exception>(() => AtomicFile.Write(FilePath, "new"u8));
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact]
    public void SameContentKeepsItsTime()
    {
        File.WriteAllText(FilePath, "same");
        var time = new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(FilePath, time);
        AtomicFile.WriteIfDifferent(FilePath, "same"u8);
        Assert.Equal(time, File.GetLastWriteTimeUtc(FilePath));
        AtomicFile.WriteIfDifferent(FilePath, "more"u8);
        Assert.NotEqual(time, File.GetLastWriteTimeUtc(FilePath));
    }

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
    }
}
