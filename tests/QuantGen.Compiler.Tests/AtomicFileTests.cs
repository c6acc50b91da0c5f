using QuantGen.Compiler.Diagnostics;
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
        AtomicFile.Write(FilePath, "new"u8.ToArray());
        Assert.Equal("new", File.ReadAllText(FilePath));
        Assert.Equal([FilePath], Directory.GetFiles(_folder));
    }

    [Fact]
    public void WhatCannotBeReplacedLeavesNothingBehind()
    {
        Directory.CreateDirectory(FilePath);
        Refused(() => AtomicFile.Write(FilePath, "new"u8.ToArray()));
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact]
    public void FilesThatBelongTogetherAreAllReplacedOrNone()
    {
        var other = Path.Combine(_folder, "missing", "other");
        File.WriteAllText(FilePath, "old");
        Refused(() => AtomicFile.WriteIfDifferent((FilePath, "new"u8.ToArray()), (other, "new"u8.ToArray())));
        Assert.Equal("old", File.ReadAllText(FilePath));
        Assert.Equal([FilePath], Directory.GetFiles(_folder));
    }

    [Fact]
    public void OnlyWhatADeadProcessLeftIsDeleted()
    {
        // No system gives a process this number.
        var abandoned = $"{FilePath}.{int.MaxValue}.tmp";
        string[] others = [$"{FilePath}.{Environment.ProcessId}.tmp", FilePath + ".backup.tmp", FilePath + "2.2147483647.tmp", FilePath];
        Assert.All([abandoned, .. others], file => File.WriteAllText(file, "half"));
        AtomicFile.DeleteAbandoned(FilePath);
        Assert.Equal(others.Order(), Directory.GetFiles(_folder).Order());
    }

    [Fact]
    public void SameContentKeepsItsTime()
    {
        File.WriteAllText(FilePath, "same");
        var time = new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(FilePath, time);
        AtomicFile.WriteIfDifferent((FilePath, "same"u8.ToArray()));
        Assert.Equal(time, File.GetLastWriteTimeUtc(FilePath));
        AtomicFile.WriteIfDifferent((FilePath, "more"u8.ToArray()));
        Assert.NotEqual(time, File.GetLastWriteTimeUtc(FilePath));
    }

    private static void Refused(Action write)
    {
        Assert.Equal("QG0106", Assert.Single(Assert.Throws<CompilationException>(write).Diagnostics).Id);
    }

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
    }
}
