using System.Diagnostics;
using QuantGen.Compiler;

namespace QuantGen.Tool.Building;

/// <summary>Prints how far a long compilation is, every few seconds; a short one prints nothing.</summary>
internal sealed class CompileProgressLog(string className, BuildLog log) : IProgress<CompileProgress>
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly Stopwatch _sinceLast = Stopwatch.StartNew();

    public void Report(CompileProgress value)
    {
        if (_sinceLast.Elapsed < Interval)
        {
            return;
        }

        _sinceLast.Restart();
        log.Say(className, value.ToString());
    }
}
