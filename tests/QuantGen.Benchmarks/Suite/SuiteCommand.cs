using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using QuantGen.Compiler.Diagnostics;
using QuantGen.TestSupport;
using QuantGen.TestSupport.Models;
using QuantGen.Tool.Benchmarking;
using QuantGen.Tool.CommandLine;

namespace QuantGen.Benchmarks.Suite;

/// <summary><c>suite</c>: every model, in turn with ONNX Runtime.</summary>
internal sealed class SuiteCommand
{
    private readonly Option<string?> _json = new("--json") { Description = "Also write the results to this file.", HelpName = "FILE" };

    private readonly Option<int[]> _threads = new("--threads")
    {
        Description = "Numbers of threads to measure with.",
        HelpName = "1,2",
        DefaultValueFactory = _ => [1],
        CustomParser = result => [.. Parts(result.Tokens[0].Value).Select(int.Parse)],
    };

    private readonly Option<string[]> _models = new("--models")
    {
        Description = "Only these: paths under shared, or their ends.",
        HelpName = "a,b",
        DefaultValueFactory = _ => [],
        CustomParser = result => Parts(result.Tokens[0].Value),
    };

    private readonly Option<double> _seconds = OptionFactory.Number(
        "--seconds", "How long each engine is timed on each model.", 1.0, seconds => seconds is > 0 and <= 3600, "a number of seconds");

    private readonly Option<string?> _part = new("--part") { Description = "Measure in this process, and write to this file.", Hidden = true };

    private SuiteCommand()
    {
    }

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var suite = new SuiteCommand();
        var command = new Command("suite", "Times every model of shared/models and shared/perf in turn with ONNX Runtime.")
        {
            suite._json,
            suite._threads,
            suite._models,
            suite._seconds,
            suite._part,
        };
        command.SetAction(suite.Run);
        return command;
    }

    private int Run(ParseResult result)
    {
        OnnxRuntimeLibrary.Require();
        var models = Choose(result.GetValue(_models)!).ToList();
        var report = new SuiteReport(Processor.Description);
        if (result.GetValue(_part) is { } part)
        {
            models.ForEach(model => Measure(report, model, result));
            report.WritePart(part);
            return 0;
        }

        // A process each, as a program of a user has one model: what others left of the JIT's profiles and of the heap changes the times of small ones.
        models.ForEach(model => MeasureElsewhere(report, model, result));
        report.Print(Console.Out);
        if (result.GetValue(_json) is { } path)
        {
            File.WriteAllText(path, report.ToJson());
        }

        return 0;
    }

    private void MeasureElsewhere(SuiteReport report, BenchmarkModel model, ParseResult result)
    {
        var file = Path.GetTempFileName();
        try
        {
            string[] options =
            [
                "suite", _models.Name, model.Name, _part.Name, file, _threads.Name, string.Join(',', result.GetValue(_threads)!),
                _seconds.Name, result.GetValue(_seconds).ToString(CultureInfo.InvariantCulture),
            ];
            using var process = Process.Start("dotnet", ["exec", typeof(SuiteCommand).Assembly.Location, .. options]);
            process.WaitForExit();
            if (process.ExitCode == 0)
            {
                report.AddPart(file);
            }
            else
            {
                report.AddFailure(model.Name, $"its process ended with {process.ExitCode}");
            }
        }
        finally
        {
            File.Delete(file);
        }
    }

    private void Measure(SuiteReport report, BenchmarkModel model, ParseResult result)
    {
        using var data = new StaticSuite();
        var time = TimeSpan.FromSeconds(result.GetValue(_seconds));
        var folder = new ModelFolder(model);
        foreach (var mode in model.Modes)
        {
            var name = $"{model.Name}, {mode}";
            Console.Error.WriteLine(name);
            try
            {
                var compiled = folder.Compile(mode, data);
                using var benchmark = new Benchmark(compiled, folder.ModelPath, folder.Inputs(compiled.Plan), time);
                foreach (var count in result.GetValue(_threads)!)
                {
                    report.Add(model.Name, mode, benchmark.RunAgainstOnnxRuntime(count));
                }
            }
            catch (CompilationException exception)
            {
                report.AddFailure(name, $"{exception.Diagnostics[0].Id}: {exception.Diagnostics[0].Message}");
            }
            catch (Exception exception)
            {
                // A fault of QuantGen's: the table says so, and has the other models; standard error has the place.
                report.AddFailure(name, $"{exception.GetType().Name}: {exception.Message}");
                Console.Error.WriteLine(exception);
            }
        }
    }

    private static IEnumerable<BenchmarkModel> Choose(string[] names)
    {
        var chosen = names.SelectMany(BenchmarkModels.Named).ToHashSet();
        return names.Length == 0 ? BenchmarkModels.All : BenchmarkModels.All.Where(chosen.Contains);
    }

    private static string[] Parts(string text)
    {
        return text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
    }
}
