using System.Diagnostics;
using System.Runtime.InteropServices;
using QuantGen.Compiler;
using Spectre.Console;

namespace QuantGen.Tool.CommandLine;

/// <summary>Shows on standard error how far a compilation is: a bar on a terminal, now and then a line otherwise.</summary>
internal static class CompileProgressDisplay
{
    /// <summary>Does the work and shows what it reports.</summary>
    public static T Show<T>(TextWriter errors, Func<IProgress<CompileProgress>, T> work)
    {
        // The library that draws bars is loaded only where one can be seen.
        return Console.IsErrorRedirected ? work(new Lines(errors)) : Bars.Show(errors, work);
    }

    /// <summary>A compilation of less than some seconds prints nothing.</summary>
    private sealed class Lines(TextWriter errors) : IProgress<CompileProgress>
    {
        private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

        private readonly Stopwatch _sinceLast = Stopwatch.StartNew();

        public void Report(CompileProgress value)
        {
            if (_sinceLast.Elapsed >= Interval)
            {
                _sinceLast.Restart();
                errors.WriteLine(value);
            }
        }
    }

    /// <summary>A bar for each stage; they are gone when the work is done.</summary>
    private sealed class Bars(ProgressContext context) : IProgress<CompileProgress>
    {
        private readonly Dictionary<string, ProgressTask> _tasks = new(StringComparer.Ordinal);

        public static T Show<T>(TextWriter errors, Func<IProgress<CompileProgress>, T> work)
        {
            var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(errors) });
            // While bars are drawn the cursor is hidden; who ends the program wants it back.
            using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, _ => console.Cursor.Show());
            return console.Progress()
                .AutoClear(true)
                .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new ElapsedTimeColumn())
                .Start(context => work(new Bars(context)));
        }

        public void Report(CompileProgress value)
        {
            if (!_tasks.TryGetValue(value.Stage, out var task))
            {
                _tasks[value.Stage] = task = context.AddTask(Markup.Escape(value.Stage));
            }

            task.Description = Markup.Escape(value.ToString());
            task.IsIndeterminate(value.Total is null);
            task.MaxValue = value.Total ?? Math.Max(value.Done, 1);
            task.Value = value.Done;
        }
    }
}
