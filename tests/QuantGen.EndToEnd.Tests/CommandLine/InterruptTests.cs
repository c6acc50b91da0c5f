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
        // It waits for the rows that this end of the pipe owes it: the signal comes while it calibrates, however fast the machine.
        Start("mkfifo", folder["endless.csv"]);
        var before = Directory.GetFiles(folder.Path);
        using var process = QuantGenProcess.Start(
            folder.Path, "quantize", "digits.onnx", "-o", "out.onnx", "--mode", "static", "--calibration", "endless.csv", "--scale-table", "scales.json");
        using var rows = new StreamWriter(folder["endless.csv"]) { AutoFlush = true };
        foreach (var row in File.ReadLines(folder["calibration.csv"]))
        {
            rows.WriteLine(row);
        }

        Skip.If(Ignores(process, signal), "signals that the parent of the tests ignores reach none of its children");
        Start("kill", $"-{signal}", process.Id.ToString(CultureInfo.InvariantCulture));
        process.WaitForExit();

        Assert.Equal(128 + signal, process.ExitCode);
        Assert.Equal(before, Directory.GetFiles(folder.Path));
        File.Delete(folder["endless.csv"]);
    }

    private static void Start(string command, params IEnumerable<string> arguments)
    {
        using var process = Process.Start(command, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }

    private static bool Ignores(Process process, int signal)
    {
        const string Field = "SigIgn:";
        var line = File.ReadLines($"/proc/{process.Id}/status").Single(line => line.StartsWith(Field, StringComparison.Ordinal));
        var mask = ulong.Parse(line.AsSpan(Field.Length).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return (mask & (1UL << (signal - 1))) != 0;
    }
}
