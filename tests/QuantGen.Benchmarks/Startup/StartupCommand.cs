using System.CommandLine;
using System.Globalization;
using QuantGen.Benchmarks.Suite;
using QuantGen.TestSupport;
using QuantGen.TestSupport.Models;
using QuantGen.Tool.CommandLine;

namespace QuantGen.Benchmarks.Startup;

/// <summary><c>startup</c>: from the start of a process to its first result.</summary>
internal sealed class StartupCommand
{
    /// <summary>A small and a large one of <see cref="BenchmarkModels"/>, in Static mode.</summary>
    private static readonly string[] Models = ["own/digits_cnn/digits", "perf/resnet50"];

    private readonly Option<int> _rounds = OptionFactory.Number(
        "--rounds", "How often each program is started.", 15, rounds => rounds is >= 1 and <= 1000, "a number from 1 to 1000");

    private StartupCommand()
    {
    }

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var startup = new StartupCommand();
        var command = new Command("startup", "Times new processes from their start to their first result, in turn with ONNX Runtime.") { startup._rounds };
        command.SetAction(startup.Run);
        return command;
    }

    private int Run(ParseResult result)
    {
        OnnxRuntimeLibrary.Require();
        var rounds = result.GetValue(_rounds);
        using var data = new StaticSuite();
        Console.WriteLine(Processor.Description);
        Console.WriteLine("Milliseconds from the start of a process to its first result: median (minimum).");
        foreach (var name in Models)
        {
            Console.WriteLine();
            Console.WriteLine(name);
            Measure(BenchmarkModels.All.Single(model => model.Name == name), data, rounds).Write(Console.Out);
        }

        return 0;
    }

    private static TextTable Measure(BenchmarkModel model, StaticSuite data, int rounds)
    {
        var folder = new ModelFolder(model);
        var compiled = folder.Compile(QuantizationMode.Static, data);
        var export = Path.Combine(folder.FolderPath, "static.onnx");
        File.WriteAllBytes(export, compiled.Compiled.ToOnnx!());
        var declaration =
            $"QuantizationMode.Static, Model = {Literal(folder.ModelPath)}, Calibration = {Literal(folder.CalibrationPath(data))}, "
            + $"ScaleTable = {Literal(folder.ScaleTablePath)}";
        var project = new StartupProject(Path.Combine(folder.FolderPath, "startup"), declaration, compiled.Plan);
        var table = new TextTable("code", ">a program alone", ">QuantGen", ">ORT float", ">ORT static", ">ratio");
        foreach (var ahead in new[] { false, true })
        {
            var program = project.Publish(ahead);
            StartupTimer[] timers =
            [
                new(program, "nothing"), new(program, "quantgen"), new(program, "onnxruntime", folder.ModelPath), new(program, "onnxruntime", export),
            ];
            for (var round = 0; round <= rounds; round++)
            {
                Array.ForEach(timers, timer => timer.Measure(count: round > 0));
            }

            var ratio = Math.Min(timers[2].Median, timers[3].Median) / timers[1].Median;
            table.Add([ahead ? "compiled ahead" : "compiled when run", .. timers.Select(Text), ratio.ToString("0.00", CultureInfo.InvariantCulture)]);
        }

        return table;
    }

    private static string Literal(string path)
    {
        return $"@\"{path}\"";
    }

    private static string Text(StartupTimer timer)
    {
        return string.Create(CultureInfo.InvariantCulture, $"{timer.Median:0.0} ({timer.Minimum:0.0})");
    }
}
