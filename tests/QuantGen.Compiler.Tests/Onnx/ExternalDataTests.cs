using Google.Protobuf;
using QuantGen.Compiler.Diagnostics;
using QuantGen.Compiler.Onnx;
using QuantGen.Compiler.Tests.Calibration;
using Xunit;
using static QuantGen.Compiler.Tests.Onnx.OnnxModels;

namespace QuantGen.Compiler.Tests.Onnx;

public sealed class ExternalDataTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _models;

    public ExternalDataTests()
    {
        _models = Directory.CreateDirectory(_folder["models"]).FullName;
    }

    public void Dispose()
    {
        _folder.Dispose();
    }

    [Theory]
    [InlineData("w.bin", "4", "8")]
    [InlineData("w.bin", "4", null)]
    [InlineData("sub/w.bin", "4", "8")]
    [InlineData("./sub\\w.bin", "4", "8")]
    public void DataInTheFolderIsRead(string location, string offset, string? length)
    {
        WriteData("w.bin");
        WriteData("sub/w.bin");
        Assert.Equal([2f, 3f], Read(Entries(location, offset, length)));
    }

    [Fact]
    public void DataWithoutOffsetBeginsAtTheStart()
    {
        WriteData("w.bin");
        Assert.Equal([1f, 2f], Read(Entries("w.bin", null, null)));
    }

    [Theory]
    [InlineData("missing.bin", "0", "8", "missing.bin")]
    [InlineData("../w.bin", "0", "8", "leads out")]
    [InlineData("sub/../../w.bin", "0", "8", "leads out")]
    [InlineData("..\\w.bin", "0", "8", "leads out")]
    [InlineData("/etc/hostname", "0", "8", "leads out")]
    [InlineData("w\0.bin", "0", "8", "leads out")]
    [InlineData("", "0", "8", "names no location")]
    [InlineData("w.bin", "8", "8", "ends before byte 16")]
    [InlineData("w.bin", "9223372036854775807", "8", "ends before")]
    [InlineData("w.bin", "-4", "8", "offset '-4' is not a number")]
    [InlineData("w.bin", "x", "8", "offset 'x' is not a number")]
    [InlineData("w.bin", "0", "12", "12 bytes where the shape needs 8")]
    [InlineData("w.bin", "0", "99999999999999999999", "is not a number")]
    public void DataThatCannotBeUsedIsNamed(string location, string offset, string length, string reason)
    {
        WriteData("w.bin");
        WriteData("../w.bin");
        AssertRefused(Entries(location, offset, length), reason);
    }

    [Fact]
    public void DataWithoutLocationIsRefused()
    {
        AssertRefused([("offset", "0")], "names no location");
    }

    [SkippableFact]
    public void LinkThatLeadsOutIsRefused()
    {
        Skip.If(OperatingSystem.IsWindows(), "Links need a privilege there.");
        WriteData("../outside/w.bin");
        File.CreateSymbolicLink(Path.Combine(_models, "link.bin"), _folder["outside/w.bin"]);
        AssertRefused(Entries("link.bin", "0", "8"), "link that leads out");
    }

    [SkippableFact]
    public void LinkedFolderThatLeadsOutIsRefused()
    {
        Skip.If(OperatingSystem.IsWindows(), "Links need a privilege there.");
        WriteData("../outside/w.bin");
        Directory.CreateSymbolicLink(Path.Combine(_models, "sub"), _folder["outside"]);
        AssertRefused(Entries("sub/w.bin", "0", "8"), "link that leads out");
    }

    [SkippableFact]
    public void LinkWithinTheFolderIsFollowed()
    {
        Skip.If(OperatingSystem.IsWindows(), "Links need a privilege there.");
        WriteData("w.bin");
        File.CreateSymbolicLink(Path.Combine(_models, "link.bin"), "w.bin");
        Assert.Equal([1f, 2f], Read(Entries("link.bin", "0", "8")));
    }

    private static (string Key, string Value)[] Entries(string location, string? offset, string? length)
    {
        (string Key, string? Value)[] entries = [("location", location), ("offset", offset), ("length", length)];
        return [.. entries.Where(entry => entry.Value is not null).Select(entry => (entry.Key, entry.Value!))];
    }

    /// <summary>The floats 1, 2 and 3.</summary>
    private void WriteData(string file)
    {
        var path = Path.Combine(_models, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, [.. BitConverter.GetBytes(1f), .. BitConverter.GetBytes(2f), .. BitConverter.GetBytes(3f)]);
    }

    private float[] Read((string Key, string Value)[] entries)
    {
        var model = Model(Node("Add", ["x", "w"], ["y"]));
        model.Graph.Initializer.Add(ExternalPair("w", entries));
        var path = Path.Combine(_models, "model.onnx");
        File.WriteAllBytes(path, model.ToByteArray());
        return OnnxModelReader.Read(path).Nodes.Single().Input(1).Constant!.ToFloat32();
    }

    private void AssertRefused((string Key, string Value)[] entries, string reason)
    {
        var diagnostic = Assert.Single(Assert.Throws<CompilationException>(() => Read(entries)).Diagnostics);
        Assert.Equal("QG0104", diagnostic.Id);
        Assert.Contains("'w'", diagnostic.Message, StringComparison.Ordinal);
        Assert.Contains(reason, diagnostic.Message, StringComparison.Ordinal);
    }
}
