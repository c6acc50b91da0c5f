using System.CommandLine;
using System.Globalization;
using QuantGen.Compiler.Diagnostics;
using QuantGen.OnnxRuntime;
using QuantGen.Plan;
using QuantGen.Tool.Benchmarking;
using QuantGen.Tool.CommandLine;

namespace QuantGen.Tool.Commands;

/// <summary><c>quantgen bench</c>: how fast a model is, and how large.</summary>
internal sealed class BenchCommand
{
    private readonly ModelLoader _loader = new();

    private readonly Option<string[]> _shapes = new("--shape")
    {
        Description = "The shape of an input with open dimensions, which are 1 otherwise.",
        HelpName = "NAME=1,3,224,224",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<string> _threads = new("--threads")
    {
        Description = "Numbers of threads to measure with.",
        HelpName = "1,2",
        DefaultValueFactory = _ => "1",
    };

    private readonly Option<Peer> _against = OptionFactory.Choice(
        "--against", "Measure in turn with ONNX Runtime: its float, and its int8 on the exported model.", Peer.Onnxruntime);

    private readonly Option<double> _seconds = OptionFactory.Number(
        "--seconds", "How long each engine is timed.", 2.0, seconds => seconds is > 0 and <= 3600, "a number of seconds, more than 0 and at most 3600");

    private readonly Option<bool> _json = new("--json") { Description = "Print one JSON object." };

    private BenchCommand()
    {
    }

    private enum Peer
    {
        None,

        /// <summary>In one word, as its own packages write it.</summary>
        Onnxruntime,
    }

    /// <summary>Makes the verb.</summary>
    public static Command Create()
    {
        var command = new BenchCommand();
        var verb = new Verb(
            "bench",
            "Measures time, allocation and memory of a model, with the class that a build would generate.",
            "quantgen bench digits.onnx --mode static --calibration calibration.csv --shape image=1,1,8,8");
        command._loader.AddTo(verb);
        verb.Options.Add(command._shapes);
        verb.Options.Add(command._threads);
        verb.Options.Add(command._against);
        verb.Options.Add(command._seconds);
        verb.Options.Add(command._json);
        verb.SetAction(command.Run);
        return verb;
    }

    private int Run(ParseResult result)
    {
        // What can be wrong is looked at before calibration, which may take minutes.
        var threads = Threads(result);
        var isCompared = result.GetValue(_against) == Peer.Onnxruntime;
        var ports = _loader.ReadPorts(result);
        var inputs = RandomInputs.Create(ports, Shapes(result, ports));
        if (isCompared)
        {
            RequireOnnxRuntime();
        }

        var model = _loader.Load(result);
        using var benchmark = new Benchmark(model, _loader.Path(result), inputs, TimeSpan.FromSeconds(result.GetValue(_seconds)));
        var report = new BenchReport(
            _loader.Path(result),
            KebabName.Of(_loader.Mode(result)),
            inputs.ToDictionary(input => input.Key, input => input.Value.Shape, StringComparer.Ordinal),
            model.Compiled.Weights.Length,
            benchmark.ArenaBytes,
            Benchmark.Round(benchmark.FirstInference.TotalMicroseconds),
            [.. threads.Select(count => isCompared ? benchmark.RunAgainstOnnxRuntime(count) : benchmark.Run(count))]);
        var output = result.InvocationConfiguration.Output;
        if (result.GetValue(_json))
        {
            output.WriteLine(report.ToJson());
        }
        else
        {
            report.Print(output);
        }

        return ExitCode.Success;
    }

    private static void RequireOnnxRuntime()
    {
        try
        {
            OrtLibrary.Require();
        }
        catch (OrtUnavailableException exception)
        {
            throw new CompilationException(DiagnosticCatalog.OnnxRuntimeMissing(exception.Message));
        }
    }

    private int[] Threads(ParseResult result)
    {
        var text = result.GetValue(_threads)!;
        return
        [
            .. text.Split(',', StringSplitOptions.TrimEntries).Select(part =>
                int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0
                    ? count
                    : throw new UsageException($"'{text}' is not a value of '{_threads.Name}'. It takes whole numbers of 1 or more, such as 1,2.")),
        ];
    }

    private Dictionary<string, int[]> Shapes(ParseResult result, PlanDocument ports)
    {
        var names = ports.Inputs.Select(input => input.OnnxName).ToList();
        var verb = result.CommandResult.Command;
        var shapes = (result.GetValue(_shapes) ?? []).Select(text => NamedValue.Split(verb, _shapes, text, names, "input")).ToList();
        NamedValue.CheckDistinct(_shapes.Name, shapes.Select(shape => shape.Name));
        return shapes.ToDictionary(shape => shape.Name, shape => Shape(shape.Value), StringComparer.Ordinal);
    }

    private int[] Shape(string text)
    {
        // A scalar's shape is empty.
        return
        [
            .. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(part =>
                int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size > 0
                    ? size
                    : throw new UsageException($"'{text}' is not a shape. '{_shapes.Name}' takes dimensions of 1 or more, such as 1,3,224,224.")),
        ];
    }
}
