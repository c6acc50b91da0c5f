using QuantGen.Compiler;
using QuantGen.Compiler.Calibration.Data;
using QuantGen.Compiler.Execution;
using QuantGen.Compiler.Graph;
using QuantGen.OnnxRuntime;
using QuantGen.Plan;
using QuantGen.TestSupport.Models;

namespace QuantGen.TestSupport.Execution;

/// <summary>A model of the static suite, compiled as a build does it, from fewer samples.</summary>
/// <param name="Model">The float model and its data.</param>
/// <param name="Result">The plan and its weights.</param>
public sealed record CompiledModel(SuiteModel Model, CompileResult Result)
{
    /// <summary>The class that the plan is for.</summary>
    public const string ClassName = "Compiled.Model";

    private const int MostCalibrationSamples = 20;

    /// <summary>Numbers that may go into calibration in all: big pictures are few, and have enough pixels.</summary>
    private const int MostCalibrationElements = 100_000;

    private readonly PlanDocument _plan = PlanParser.Parse(Result.Plan);

    /// <summary>Compiles: calibrates, decides what stays in float, quantizes.</summary>
    /// <param name="model">What to compile.</param>
    /// <param name="requestHash">The hash of the declaration that the plan is for, where there is one.</param>
    public static CompiledModel Compile(SuiteModel model, string? requestHash = null)
    {
        var folder = Directory.CreateTempSubdirectory("quantgen-calibration-");
        try
        {
            var request = new CompileRequest
            {
                ClassName = ClassName,
                RequestHash = requestHash ?? ContentHash.OfText(""),
                ModelPath = model.ModelPath,
                CalibrationPath = WriteFirstSamples(model, Path.Combine(folder.FullName, "calibration.npy")),
            };
            return new CompiledModel(model, ModelCompiler.Compile(request));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Runs the plan inside the compiler, as accuracy is measured.</summary>
    /// <param name="input">Rows of the model's only input.</param>
    /// <returns>The outputs in the model's order, flat.</returns>
    public IReadOnlyList<Array> Run(OrtTensor input)
    {
        var tensors = Bind(input);
        using var executor = new PlanExecutor(_plan, Result.Weights);
        var binding = new PortBinding(_plan, tensors);
        executor.Run(binding.Symbols, binding.Arrays);
        return [.. _plan.Outputs.Select(output => tensors[output.OnnxName])];
    }

    /// <summary>Runs the float model.</summary>
    /// <inheritdoc cref="Run"/>
    public IReadOnlyList<Array> RunFloat(OrtTensor input)
    {
        var tensors = Bind(input);
        using var model = FloatModel.Load(Model.ModelPath);
        model.Run(tensors);
        return [.. model.Outputs.Select(output => tensors[output.Name])];
    }

    /// <summary>An array for the input and for each output, by ONNX name.</summary>
    public Dictionary<string, Array> Bind(OrtTensor input)
    {
        var symbols = _plan.Symbols.ToDictionary(symbol => symbol.Name, _ => (long)input.Dimensions[0]);
        var tensors = new Dictionary<string, Array> { [_plan.Inputs.Single().OnnxName] = input.Data };
        foreach (var output in _plan.Outputs)
        {
            var length = output.Shape.Aggregate(1L, (product, dimension) => product * dimension.Evaluate(symbols));
            tensors.Add(output.OnnxName, Array.CreateInstance(output.Type.ClrType(), length));
        }

        return tensors;
    }

    private static string WriteFirstSamples(SuiteModel model, string path)
    {
        var graph = ModelCompiler.Load(model.ModelPath);
        var input = graph.Inputs.Single();
        var samples = CalibrationSource.Open(model.Data.CalibrationPath)
            .Read([new CalibrationInput(input.Name, input.Type, input.Dimensions)])
            .Take(MostCalibrationSamples)
            .Select(sample => sample.Inputs[0])
            .ToArray();
        var count = Math.Clamp(MostCalibrationElements / samples[0].Values.Length, 1, samples.Length);
        var values = samples.Take(count).SelectMany(sample => (float[])sample.Values).ToArray();
        NpyFile.Write<float>(path, values, [count, .. samples[0].Shape.Skip(1)]);
        return path;
    }
}
