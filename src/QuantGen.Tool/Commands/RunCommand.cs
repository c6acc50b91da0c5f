using System.CommandLine;
using QuantGen.Compiler;
using QuantGen.Plan;
using QuantGen.Tool.CommandLine;
using QuantGen.Tool.Execution;
using QuantGen.Tool.Running;

namespace QuantGen.Tool.Commands;

/// <summary><c>quantgen run</c>: executes a model on files.</summary>
internal sealed class RunCommand
{
    private readonly ModelLoader _loader = new();

    private readonly Option<string[]> _inputs = new("--input")
    {
        Description = "An input's array; one for each input of the model. More samples than a fixed batch takes are run step by step.",
        HelpName = "NAME=FILE.npy",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<string[]> _carries = new("--carry")
    {
        Description = "An output that is an input of the next step. It starts as zeros, or as the input's file.",
        HelpName = "OUTPUT=INPUT",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<string> _outputDirectory = new("--output-dir")
    {
        Description = "The folder for the outputs, each an .npy file of its ONNX name.",
        HelpName = "DIR",
        Required = true,
    };

    private readonly Option<int> _threads = OptionFactory.Number(
        "--threads", "Threads to run on. The outputs are the same bits with any number.", 1, count => count > 0, "a whole number of 1 or more");

    private RunCommand()
    {
    }

    /// <summary>Makes the verb.</summary>
    public static Command Create()
    {
        var command = new RunCommand();
        var verb = new Verb(
            "run",
            "Executes a model on arrays, with the class that a build would generate.",
            "quantgen run digits.onnx --mode static --calibration calibration.csv --input image=images.npy --output-dir out");
        command._loader.AddTo(verb);
        verb.Options.Add(command._inputs);
        verb.Options.Add(command._carries);
        verb.Options.Add(command._outputDirectory);
        verb.Options.Add(command._threads);
        verb.SetAction(command.Run);
        return verb;
    }

    private int Run(ParseResult result)
    {
        // All that can be wrong with the arguments and the files is looked at before calibration, which may take minutes.
        var ports = _loader.ReadPorts(result);
        var carries = Carries(result, ports);
        var run = new SteppedRun(ports, _loader.Path(result), ReadInputs(result, ports, carries), carries);
        var folder = result.GetRequiredValue(_outputDirectory);
        OutputFile.CreateFolder(folder);

        var model = _loader.Load(result);
        using var session = new ModelSession(model, _loader.Path(result), result.GetValue(_threads));
        var outputs = run.Execute(session);
        foreach (var (name, file) in OutputFiles.Names(outputs.Keys))
        {
            var path = Path.Combine(folder, file);
            OutputFiles.Write(path, outputs[name]);
            result.InvocationConfiguration.Output.WriteLine(
                $"{path}: {PlanElementTypes.Name(outputs[name].Type)} [{string.Join(", ", outputs[name].Shape)}]");
        }

        return ExitCode.Success;
    }

    private List<SteppedInput> ReadInputs(ParseResult result, PlanDocument ports, IReadOnlyList<Carry> carries)
    {
        var names = ports.Inputs.Select(input => input.OnnxName).ToList();
        var verb = result.CommandResult.Command;
        var files = (result.GetValue(_inputs) ?? []).Select(text => NamedValue.Split(verb, _inputs, text, names, "input")).ToList();
        NamedValue.CheckDistinct(_inputs.Name, files.Select(file => file.Name));
        return files.ConvertAll(file =>
        {
            var input = ports.Inputs.Single(input => input.OnnxName == file.Name);
            // With a state fed back, rows are steps; the state itself is no row of anything.
            var rowByRow = carries.Count > 0 && carries.All(carry => carry.Input != input);
            return SteppedInput.Create(file.Value, input, InputFile.Read(file.Value, input), rowByRow);
        });
    }

    private List<Carry> Carries(ParseResult result, PlanDocument ports)
    {
        var inputs = ports.Inputs.Select(input => input.OnnxName).ToList();
        var outputs = ports.Outputs.Select(output => output.OnnxName).ToList();
        var verb = result.CommandResult.Command;
        var carries = (result.GetValue(_carries) ?? []).Select(text =>
        {
            var (output, input) = NamedValue.Split(verb, _carries, text, outputs, "output");
            return new Carry(
                ports.Outputs.First(port => port.OnnxName == output),
                ports.Inputs.FirstOrDefault(port => port.OnnxName == input) ?? throw NamedValue.Unknown(input, inputs, "input"));
        }).ToList();
        NamedValue.CheckDistinct(_carries.Name, carries.Select(carry => carry.Input.OnnxName));
        return carries.Find(carry => carry.Output.Type != carry.Input.Type) is { } wrong
            ? throw new UsageException(
                $"'{wrong.Output.OnnxName}', {OpenDimensions.Describe(wrong.Output)}, cannot be fed back as '{wrong.Input.OnnxName}', {OpenDimensions.Describe(wrong.Input)}.")
            : carries;
    }
}
