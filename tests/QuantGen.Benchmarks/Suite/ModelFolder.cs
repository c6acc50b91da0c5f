using QuantGen.Compiler;
using QuantGen.Compiler.Calibration.Data;
using QuantGen.Compiler.Diagnostics;
using QuantGen.Compiler.Quantization;
using QuantGen.Plan;
using QuantGen.TestSupport;
using QuantGen.TestSupport.Models;
using QuantGen.Tool.Benchmarking;
using QuantGen.Tool.Execution;

namespace QuantGen.Benchmarks.Suite;

/// <summary>
/// What a model needs beside its file, made once and kept under <c>artifacts/benchmarks</c>: random weights, random calibration data, and the
/// scale table, so that only a model's first benchmark calibrates.
/// </summary>
internal sealed class ModelFolder
{
    private const int CalibrationSamples = 4;

    private readonly BenchmarkModel _model;

    public ModelFolder(BenchmarkModel model)
    {
        _model = model;
        FolderPath = Path.Combine(SharedData.Repository, "artifacts", "benchmarks", model.Name);
        ModelPath = model.IsStructure ? Made($"{Path.GetFileName(model.Name)}.onnx", WriteWeights) : SharedData.Get(model.File);
    }

    /// <summary>Where all that is kept.</summary>
    public string FolderPath { get; }

    /// <summary>The ONNX file, weights included.</summary>
    public string ModelPath { get; }

    /// <summary>The scale table, once the model was compiled in Static mode.</summary>
    public string ScaleTablePath => Path.Combine(FolderPath, "scales.json");

    /// <summary>The inputs to time the model with.</summary>
    /// <param name="ports">The model's plan.</param>
    /// <param name="variant">Others for another number.</param>
    public Dictionary<string, Tensor> Inputs(PlanDocument ports, int variant = 0)
    {
        var inputs = RandomInputs.Create(ports, _model.Shapes, variant);
        foreach (var (name, value) in _model.Values)
        {
            var array = inputs[name].Array;
            array.SetValue(Convert.ChangeType(value, array.GetType().GetElementType()!), new int[array.Rank]);
        }

        return inputs;
    }

    /// <summary>Compiles the model.</summary>
    /// <param name="mode">How to quantize.</param>
    /// <param name="suite">Has the data of the models that were trained.</param>
    /// <exception cref="CompilationException">QuantGen cannot, in this mode.</exception>
    public GeneratedModel Compile(QuantizationMode mode, StaticSuite suite)
    {
        var request = new CompileRequest
        {
            ClassName = "Model",
            RequestHash = "-",
            ModelPath = ModelPath,
            Options = new QuantizationOptions { Mode = mode },
            Declaration = new DiagnosticLocation("benchmark"),
        };
        if (mode != QuantizationMode.Static)
        {
            return GeneratedModel.Quantize(request);
        }

        Directory.CreateDirectory(FolderPath);
        var model = Calibrate(request with
        {
            CalibrationPath = CalibrationPath(suite),
            ScaleTablePath = ScaleTablePath,
        });
        if (model.Compiled.ScaleTable is { } table)
        {
            File.WriteAllText(ScaleTablePath, table);
        }

        return model;
    }

    /// <summary>What the model is calibrated on.</summary>
    /// <param name="suite">Has the data of the models that were trained.</param>
    public string CalibrationPath(StaticSuite suite)
    {
        return StaticSuite.Names.Contains(_model.Name) ? suite.Load(_model.Name).Data.CalibrationPath : Made("calibration", WriteCalibration);
    }

    private static GeneratedModel Calibrate(CompileRequest request)
    {
        try
        {
            return GeneratedModel.Quantize(request);
        }
        catch (CompilationException) when (File.Exists(request.ScaleTablePath))
        {
            // The table is of an earlier version of the model, the data or the compiler.
            return GeneratedModel.Quantize(request with { RefreshScales = true });
        }
    }

    /// <summary>A file or folder that is there from the last time, or is made now.</summary>
    private string Made(string name, Action<string> make)
    {
        var path = Path.Combine(FolderPath, name);
        if (!Path.Exists(path))
        {
            // Whole or not at all: the next benchmark believes in it.
            Directory.CreateDirectory(FolderPath);
            make(path + ".new");
            Directory.Move(path + ".new", path);
        }

        return path;
    }

    private void WriteWeights(string path)
    {
        File.WriteAllBytes(path, RandomWeights.Fill(SharedData.Get(_model.File)));
    }

    private void WriteCalibration(string folder)
    {
        var request = new CompileRequest { ClassName = "Model", RequestHash = "-", ModelPath = ModelPath };
        var ports = GeneratedModel.ReadPorts(request);
        var samples = Enumerable.Range(1, CalibrationSamples).Select(variant => Inputs(ports, variant)).ToList();
        Directory.CreateDirectory(folder);
        foreach (var input in ports.Inputs)
        {
            var joined = Tensor.Join([.. samples.Select(sample => sample[input.OnnxName])], newAxis: true);
            using var stream = File.Create(Path.Combine(folder, SampleGroups.FileNameOf(input.OnnxName) + ".npy"));
            NpyFile.Write(stream, joined.Type, joined.Bytes, joined.Shape);
        }
    }
}
