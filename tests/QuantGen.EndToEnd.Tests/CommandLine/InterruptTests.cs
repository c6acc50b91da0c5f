using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace QuantGen.EndToEnd.Tests.CommandLine;

/// <summary>A person stops <c>quantgen</c> while it works.</summary>
public sealed class InterruptTests(DigitsFolder folder) : IClassFixture<DigitsFolder>
{
    private const int Interrupt = 2;
    private const int Terminate = 15;

    [SkippableTheory]
    [InlineData(Interrupt)]
    [InlineData(Terminate)]
    public void NothingIsLeftBehind(int signal)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "sends signals as Linux does");
        // Enough rows for the signal to come while it calibrates.
        var rows = File.ReadAllLines(folder["calibration.csv"]);
        File.WriteAllLines(folder["long.csv"], Enumerable.Repeat(rows.Skip(1), 500).SelectMany(row => row).Prepend(rows[0]));
        var before = Directory.GetFiles(folder.Path);

        using var process = QuantGenProcess.Start(
            folder.Path, "quantize", "digits.onnx", "-o", "out.onnx", "--mode", "static", "--calibration", "long.csv", "--scale-table", "scales.json");
        Assert.StartsWith("Samples read: ", process.StandardError.ReadLine(), StringComparison.Ordinal);
        Skip.If(Ignores(process, signal), "signals that the parent of the tests ignores reach none of its children");
        Process.Start("kill", [$"-{signal}", process.Id.ToString(CultureInfo.InvariantCulture)]).WaitForExit();
        process.WaitForExit();

        Assert.Equal(128 + signal, process.ExitCode);
        Assert.Equal(before, Directory.GetFiles(folder.Path));
    }

    private static bool Ignores(Process process, int signal)
    {
        const string Field = "SigIgn:";
        var line = File.ReadLines($"/proc/{process.Id}/status").Single(line => line.StartsWith(Field, StringComparison.Ordinal));
        var mask = ulong.Parse(line.AsSpan(Field.Length).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return (mask & (1UL << (signal - 1))) != 0;
    }
}
