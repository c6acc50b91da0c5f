using System.CommandLine;
using System.Text;
using QuantGen.Compiler;
using QuantGen.Compiler.Diagnostics;
using QuantGen.Plan;
using QuantGen.Tool.CommandLine;
using QuantGen.Tool.Execution;
using QuantGen.Tool.Running;

namespace QuantGen.Tool.Commands;

/// <summary>The model of a verb that executes it, in any mode: first its inputs and outputs, then the class that a build would give.</summary>
internal sealed class ModelLoader
{
    private readonly QuantizationOptionSet _quantization = new(Enum.GetValues<ModelMode>());

    private readonly Argument<string> _model = new("MODEL") { Description = "The float ONNX model." };

    /// <summary>Adds the model's argument and the options that say how to quantize to a verb.</summary>
    public void AddTo(Command verb)
    {
        verb.Arguments.Add(_model);
        _quantization.AddTo(verb);
    }

    /// <summary>The path of the model.</summary>
    public string Path(ParseResult result)
    {
        return result.GetRequiredValue(_model);
    }

    /// <summary>The mode that was asked for.</summary>
    public ModelMode Mode(ParseResult result)
    {
        return _quantization.Mode(result);
    }

    /// <summary>The plan's inputs and outputs alone, in the time that reading the model takes.</summary>
    /// <exception cref="UsageException">The options do not go together.</exception>
    /// <exception cref="CompilationException">The model is wrong, or the mode is not built yet.</exception>
    public PlanDocument ReadPorts(ParseResult result)
    {
        return GeneratedModel.ReadPorts(Request(result));
    }

    /// <summary>Compiles the model. Progress and warnings go to the errors of the invocation.</summary>
    /// <exception cref="UsageException">The options do not go together.</exception>
    /// <exception cref="CompilationException">The model, the data or the options are wrong.</exception>
    public GeneratedModel Load(ParseResult result)
    {
        var request = Request(result);
        if (Mode(result) == ModelMode.Float)
        {
            return GeneratedModel.Float(request);
        }

        var errors = result.InvocationConfiguration.Error;
        var model = CompileProgressDisplay.Show(errors, progress => GeneratedModel.Quantize(request, progress));
        foreach (var diagnostic in model.Compiled.Diagnostics)
        {
            errors.WriteLine(diagnostic);
        }

        if (request.ScaleTablePath is { } path && model.Compiled.ScaleTable is { } table)
        {
            OutputFile.Write(path, Encoding.UTF8.GetBytes(table));
        }

        return model;
    }

    private CompileRequest Request(ParseResult result)
    {
        return Mode(result) == ModelMode.Float
            ? new CompileRequest { ClassName = "Model", RequestHash = "-", ModelPath = Path(result), Declaration = new DiagnosticLocation("quantgen") }
            : _quantization.ToRequest(result, Path(result));
    }
}
