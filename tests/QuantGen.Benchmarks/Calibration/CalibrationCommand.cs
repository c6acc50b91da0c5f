using System.CommandLine;
using System.Globalization;
using QuantGen.Benchmarks.Suite;
using QuantGen.Compiler;
using QuantGen.Compiler.Calibration;
using QuantGen.Compiler.Calibration.Data;
using QuantGen.Compiler.Execution;
using QuantGen.Compiler.Quantization;
using QuantGen.OnnxRuntime;
using QuantGen.TestSupport;
using QuantGen.TestSupport.Models;
using QuantGen.Tool.Benchmarking;
using QuantGen.Tool.CommandLine;

namespace QuantGen.Benchmarks.Calibration;

/// <summary><c>calibration</c>: how many samples a build calibrates on in a second, in turn with ONNX Runtime running the float model.</summary>
internal sealed class CalibrationCommand
{
    /// <summary>A small, a middling and a large one of <see cref="BenchmarkModels"/>.</summary>
    private static readonly string[] Models = ["own/mnist_resnet8", "public/ultraface_slim320", "perf/resnet18"];

    private readonly Option<double> _seconds = OptionFactory.Number(
        "--seconds", "How long each engine is timed on each model.", 1.0, seconds => seconds is > 0 and <= 3600, "a number of seconds");

    private CalibrationCommand()
    {
    }

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var calibration = new CalibrationCommand();
        var command = new Command("calibration", "Times calibration in turn with ONNX Runtime running the float model.") { calibration._seconds };
        command.SetAction(calibration.Run);
        return command;
    }

    private int Run(ParseResult result)
    {
        OnnxRuntimeLibrary.Require();
        var time = TimeSpan.FromSeconds(result.GetValue(_seconds));
        using var data = new StaticSuite();
        Console.WriteLine(Processor.Description);
        Console.WriteLine("Samples a second: median (most).");
        var table = new TextTable("model", ">threads", ">calibration", ">ORT float", ">ratio");
        foreach (var name in Models)
        {
            var folder = new ModelFolder(BenchmarkModels.All.Single(model => model.Name == name));
            foreach (var threads in new[] { 1, Environment.ProcessorCount }.Distinct())
            {
                var (ours, theirs) = Measure(folder, folder.CalibrationPath(data), threads, time);
                var ratio = theirs.MedianMicroseconds / ours.MedianMicroseconds;
                table.Add(name, Text(threads, "0"), Rate(ours), Rate(theirs), Text(ratio, "0.00"));
            }
        }

        table.Write(Console.Out);
        return 0;
    }

    private static (Timing Ours, Timing Theirs) Measure(ModelFolder folder, string calibrationPath, int threads, TimeSpan time)
    {
        var graph = ModelCompiler.Load(folder.ModelPath);
        var options = new QuantizationOptions();
        using var runner = new ModelRunner(graph, QuantizationAssignment.Float()) { Threads = threads };
        var calibrator = new Calibrator(new StaticQuantizer(graph, options).Candidates(), options.HistogramBins);
        var sample = CalibrationSource.Open(calibrationPath).Read(runner.Inputs).First();

        using var session = OrtSession.Open(folder.ModelPath, new OrtSessionOptions { IntraOpThreads = threads });
        var inputs = sample.Inputs.Select(input => OrtTensor.Create((float[])input.Values, [.. input.Shape]));
        using var run = session.Prepare(session.Inputs.Zip(inputs, (input, tensor) => (input.Name, tensor)));

        var timings = Measurement.Compare(
            [new Contender("calibration", () => calibrator.Observe(runner.Run(sample), threads)), new Contender("ONNX Runtime", run.Execute)], time, threads);
        return (timings[0], timings[1]);
    }

    private static string Rate(Timing timing)
    {
        return $"{Text(1e6 / timing.MedianMicroseconds, "0.0")} ({Text(1e6 / timing.MinimumMicroseconds, "0.0")})";
    }

    private static string Text(double value, string format)
    {
        return value.ToString(format, CultureInfo.InvariantCulture);
    }
}
