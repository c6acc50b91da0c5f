using System.Diagnostics;
using QuantGen.OnnxRuntime;
using QuantGen.TestSupport;

namespace QuantGen.Benchmarks.Startup;

/// <summary>A way to start a program, and how long it took each time until its first line.</summary>
/// <param name="program">Its path.</param>
/// <param name="arguments">Its arguments.</param>
internal sealed class StartupTimer(string program, params string[] arguments)
{
    private readonly List<double> _milliseconds = [];

    /// <summary>The shortest time, in milliseconds.</summary>
    public double Minimum => _milliseconds.Min();

    /// <summary>The median, in milliseconds.</summary>
    public double Median => _milliseconds.Order().ElementAt(_milliseconds.Count / 2);

    /// <summary>Starts the program once.</summary>
    /// <param name="count">False for a warm-up of the file cache.</param>
    /// <exception cref="InvalidOperationException">It printed nothing.</exception>
    public void Measure(bool count)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true };
        start.Environment[OrtLibrary.EnvironmentVariable] = OnnxRuntimeLibrary.Location;
        var clock = Stopwatch.GetTimestamp();
        using var process = Process.Start(start)!;
        var line = process.StandardOutput.ReadLine();
        var elapsed = Stopwatch.GetElapsedTime(clock);
        process.WaitForExit();
        if (line is null || process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}.");
        }

        if (count)
        {
            _milliseconds.Add(elapsed.TotalMilliseconds);
        }
    }
}
