using QuantGen.Compiler;
using QuantGen.Compiler.Calibration.Data;
using QuantGen.Compiler.Execution;
using QuantGen.Compiler.Quantization;
using QuantGen.OnnxRuntime;
using QuantGen.Plan;
using QuantGen.TestSupport.Models;

namespace QuantGen.TestSupport.Execution;

/// <summary>A model of the static suite, compiled as a build does it, where it is calibrated from fewer samples.</summary>
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
    /// <param name="options">How to quantize; in Static mode where it is not said.</param>
    public static CompiledModel Compile(SuiteModel model, string? requestHash = null, QuantizationOptions? options = null)
    {
        options ??= new QuantizationOptions();
        var folder = Directory.CreateTempSubdirectory("quantgen-calibration-");
        try
        {
            var request = new CompileRequest
            {
                ClassName = ClassName,
                RequestHash = requestHash ?? ContentHash.OfText(""),
                ModelPath = model.ModelPath,
                CalibrationPath = options.Mode == QuantizationMode.Static
                    ? WriteFirstSamples(model, Path.Combine(folder.FullName, "calibration.npy"))
                    : null,
                Options = options,
            };
            return new CompiledModel(model, ModelCompiler.Compile(request));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Runs the plan inside the compiler, as accuracy is measured.</summary>
    /// <param name="input">Samples for the model's only input.</param>
    /// <param name="batch">How many go in at once; the last time the rest.</param>
    /// <returns>The outputs in the model's order, of all samples.</returns>
    public float[][] Run(OrtTensor input, int batch)
    {
        using var executor = new PlanExecutor(_plan, Result.Weights);
        return Run(input, batch, tensors =>
        {
            var binding = new PortBinding(_plan, tensors);
            executor.Run(binding.Symbols, binding.Arrays);
        });
    }

    /// <summary>Runs the float model.</summary>
    /// <inheritdoc cref="Run(OrtTensor, int)"/>
    public float[][] RunFloat(OrtTensor input, int batch)
    {
        using var model = FloatModel.Load(Model.ModelPath);
        return Run(input, batch, model.Run);
    }

    /// <summary>Runs whatever takes arrays by ONNX name.</summary>
    /// <inheritdoc cref="Run(OrtTensor, int)"/>
    public float[][] Run(OrtTensor input, int batch, Action<IReadOnlyDictionary<string, Array>> run)
    {
        var outputs = _plan.Outputs.Select(_ => new List<float>()).ToArray();
        for (var start = 0; start < input.Dimensions[0]; start += batch)
        {
            var tensors = Bind(input.Slice(start, Math.Min(batch, input.Dimensions[0] - start)));
            run(tensors);
            foreach (var (port, output) in _plan.Outputs.Zip(outputs))
            {
                output.AddRange((float[])tensors[port.OnnxName]);
            }
        }

        return [.. outputs.Select(output => output.ToArray())];
    }

    /// <summary>The input and a new array for each output, by ONNX name.</summary>
    public Dictionary<string, Array> Bind(OrtTensor input)
    {
        var symbols = _plan.Symbols.ToDictionary(symbol => symbol.Name, _ => (long)input.Dimensions[0]);
        var tensors = new Dictionary<string, Array> { [_plan.Inputs.Single().OnnxName] = input.Data };
        foreach (var output in _plan.Outputs)
        {
            tensors.Add(output.OnnxName, new float[output.Shape.Aggregate(1L, (product, dimension) => product * dimension.Evaluate(symbols))]);
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
