using System.Diagnostics;

namespace QuantGen.Build.Tests;

/// <summary>A folder with a class of each mode, whose builds are killed; its calibration data is one of two variants.</summary>
internal sealed class KilledFolder : IDisposable
{
    private const string Declarations =
        """
        using QuantGen;
        using static QuantGen.QuantizationMode;

        [Quantize(Static, Model = "digits_mlp.onnx", Calibration = "digits.csv")]
        public partial class Static;

        [Quantize(Static, Model = "digits_mlp.onnx", Calibration = "digits.csv", ScaleTable = "scales.json")]
        public partial class StaticWithTable;

        [Quantize(Dynamic, Model = "digits_mlp.onnx")]
        public partial class Dynamic;

        [Quantize(WeightOnly, Model = "digits_mlp.onnx")]
        public partial class WeightOnly;
        """;

    private readonly ToolFolder _folder = new();
    private readonly string[] _rows;

    public KilledFolder()
    {
        File.WriteAllText(_folder["Models.cs"], Declarations);
        _rows = File.ReadAllLines(_folder[TestProject.Data]);
    }

    /// <summary>Builds in this process, which must find nothing in its way, and reads all outputs but the reports, which hold times.</summary>
    public SortedDictionary<string, byte[]> BuildAndRead(int variant)
    {
        Choose(variant);
        var result = _folder.Build();
        Assert.True(result.Succeeded, result.Log);
        var outputs = Directory.GetFiles(_folder.OutputFolder).Where(file => Path.GetExtension(file) is ".qplan" or ".qweights" or ".outputs" or ".tmp");
        var table = Directory.GetFiles(_folder.Folder, "scales.json*");
        return new SortedDictionary<string, byte[]>(outputs.Concat(table).ToDictionary(file => Path.GetFileName(file), File.ReadAllBytes), StringComparer.Ordinal);
    }

    /// <summary>How long a build in a process of its own takes.</summary>
    public TimeSpan TimeBuild(int variant)
    {
        Choose(variant);
        var clock = Stopwatch.StartNew();
        var result = DotNet.Run(_folder.Folder, null, _folder.BuildArguments());
        Assert.True(result.Succeeded, result.Output);
        return clock.Elapsed;
    }

    /// <summary>Starts a build and kills it.</summary>
    /// <param name="variant">The data.</param>
    /// <param name="time">When; null when so many unfinished files have been seen.</param>
    /// <param name="unfinished">How many.</param>
    public void KillBuild(int variant, TimeSpan? time, int unfinished)
    {
        Choose(variant);
        using var process = DotNet.Start(_folder.Folder, null, _folder.BuildArguments());
        var clock = Stopwatch.StartNew();
        var seen = new HashSet<string>();
        while (!process.HasExited && (time is { } when ? clock.Elapsed < when : seen.Count < unfinished))
        {
            seen.UnionWith(Directory.GetFiles(_folder.Folder, "*.tmp", SearchOption.AllDirectories));
            Thread.Yield();
        }

        process.Kill();
        process.WaitForExit();
    }

    public void Dispose()
    {
        _folder.Dispose();
    }

    /// <summary>All rows, or half of them. The table of the other half is out of date: a user deletes it.</summary>
    private void Choose(int variant)
    {
        var text = string.Join('\n', variant == 0 ? _rows : _rows[..(_rows.Length / 2)]);
        if (File.ReadAllText(_folder[TestProject.Data]) != text)
        {
            File.WriteAllText(_folder[TestProject.Data], text);
            File.Delete(_folder["scales.json"]);
        }
    }
}
