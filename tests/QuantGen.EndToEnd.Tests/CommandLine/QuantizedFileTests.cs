using Google.Protobuf;
using QuantGen.Compiler;
using QuantGen.Compiler.Calibration.Data;
using QuantGen.Compiler.Modes;
using QuantGen.Compiler.Quantization;
using QuantGen.EndToEnd.Tests.Export;
using QuantGen.OnnxRuntime;
using QuantGen.TestSupport;
using QuantGen.TestSupport.Models;
using Xunit;

namespace QuantGen.EndToEnd.Tests.CommandLine;

/// <summary>
/// The file that <c>quantgen quantize</c> writes: ONNX Runtime runs it in integers, to the bytes of the plan. A scale table makes quantizer and
/// plan share one calibration.
/// </summary>
public sealed class QuantizedFileTests : IDisposable
{
    private const int Samples = 8;

    /// <summary>Numbers to calibrate on, and to compare on: of big pictures a few.</summary>
    private const int MostElements = 60_000;

    private readonly StaticSuite _suite = new();
    private readonly WorkingFolder _folder = new();

    public static TheoryData<string> Names => [.. StaticSuite.Names];

    [SkippableTheory]
    [MemberData(nameof(Names))]
    public void OnnxRuntimeRunsItToTheBytesOfThePlan(string name)
    {
        OnnxRuntimeLibrary.Require();
        var suiteModel = _suite.Load(name);
        var request = Request(suiteModel);
        var result = OnnxQuantizer.Quantize(request);
        Assert.True(result.QuantizedOperators > 0);

        var model = Compile(request);
        var file = File.ReadAllBytes(request.OutputPath);
        Assert.Equal(model.Export.ToByteArray(), file);
        var comparison = QdqComparison.Run(model, Evaluation(suiteModel), OrtOptimization.All);
        Assert.True(comparison.Total.Identical >= 0.999 && comparison.Total.Larger == 0, comparison.Total.ToString());
        Assert.All(comparison.Floats.Values, error => Assert.InRange(error, 0, 1e-3));
        Assert.InRange(OptimizedModel.FloatProductsBetweenQuantized(file).Count, 0, result.Accuracy!.FloatNodes.Count);
    }

    /// <summary>The same as its user does it: two verbs, two processes, ONNX Runtime on the file by its path.</summary>
    [SkippableTheory]
    [InlineData("own/digits_mlp")]
    [InlineData("public/mnist")]
    public void VerbsAgree(string name)
    {
        OnnxRuntimeLibrary.Require();
        var model = _suite.Load(name);
        var request = Request(model);
        string[] data = ["--calibration", request.CalibrationPath!, "--scale-table", request.ScaleTablePath!];
        string[] options = ["--mode", "static", "--method", "min-max", .. data];
        QuantGenProcess.Run(_folder.Path, ["quantize", model.ModelPath, "-o", request.OutputPath, .. options]).Succeeded();

        var samples = model.Data.Evaluation.Slice(0, Samples, keepAxis: true);
        using var session = OrtSession.Open(request.OutputPath, new OrtSessionOptions());
        var input = Assert.Single(session.Inputs).Name;
        NpyFile.Write<float>(_folder["in.npy"], samples.Get<float>(), [.. samples.Dimensions]);
        QuantGenProcess.Run(
            _folder.Path, ["run", model.ModelPath, .. options, "--input", $"{input}=in.npy", "--output-dir", "out"]).Succeeded();
        var output = Assert.Single(Directory.GetFiles(_folder["out"]));
        var actual = NpyFile.ReadAll<float>(output, out _);
        var expected = Enumerable.Range(0, Samples)
            .SelectMany(i => Assert.Single(session.Run((input, samples.Slice(i, 1, keepAxis: true)))).Value.Get<float>()).ToArray();
        var magnitude = expected.Max(Math.Abs);
        Assert.All(expected.Zip(actual), pair => Assert.InRange(Math.Abs(pair.First - pair.Second), 0, 1e-3 * magnitude));
        Assert.Equal(expected.Length, actual.Length);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _suite.Dispose();
        _folder.Dispose();
    }

    private OnnxQuantizationRequest Request(SuiteModel model)
    {
        return new OnnxQuantizationRequest
        {
            ModelPath = model.ModelPath,
            OutputPath = _folder["model.int8.onnx"],
            CalibrationPath = FewSamples(model.Data.CalibrationPath),
            ScaleTablePath = _folder["scales.json"],
            // One method is quick; which one is no matter here.
            Options = new QuantizationOptions { Method = CalibrationMethod.MinMax },
        };
    }

    private string FewSamples(string calibration)
    {
        if (Path.GetExtension(calibration) != ".npy")
        {
            return calibration;
        }

        var values = NpyFile.ReadAll<float>(calibration, out var shape);
        var (samples, length) = ((int)shape[0], values.Length / (int)shape[0]);
        var few = Math.Min(samples, Math.Max(2, MostElements / length));
        NpyFile.Write<float>(_folder["few.npy"], values[..(few * length)], [few, .. shape.Skip(1).Select(dimension => (int)dimension)]);
        return _folder["few.npy"];
    }

    private static IEnumerable<OrtTensor> Evaluation(SuiteModel model)
    {
        var evaluation = model.Data.Evaluation;
        var affordable = Math.Max(1, MostElements / evaluation.Slice(0, 1).Data.Length);
        return Enumerable.Range(0, Math.Min(Samples, affordable)).Select(i => evaluation.Slice(i, 1, keepAxis: true));
    }

    /// <summary>What a build would compile.</summary>
    private static QuantizedModel Compile(OnnxQuantizationRequest request)
    {
        var graph = ModelCompiler.Load(request.ModelPath);
        var compile = new CompileRequest
        {
            ClassName = "Model",
            RequestHash = "-",
            ModelPath = request.ModelPath,
            CalibrationPath = request.CalibrationPath,
            ScaleTablePath = request.ScaleTablePath,
            Options = request.Options,
        };
        return new QuantizedModel(graph, StaticCompilation.Run(graph, compile, progress: null).Assignment);
    }
}
