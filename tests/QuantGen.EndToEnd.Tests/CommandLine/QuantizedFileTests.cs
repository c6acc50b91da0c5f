using Google.Protobuf;
using QuantGen.Compiler;
using QuantGen.Compiler.Modes;
using QuantGen.EndToEnd.Tests.Export;
using QuantGen.OnnxRuntime;
using QuantGen.TestSupport;
using QuantGen.TestSupport.Models;
using Xunit;

namespace QuantGen.EndToEnd.Tests.CommandLine;

/// <summary>The file that <c>quantgen quantize</c> writes is what the plan computes, and ONNX Runtime runs it to the same bytes.</summary>
public sealed class QuantizedFileTests : IDisposable
{
    private const int Samples = 8;

    private readonly StaticSuite _suite = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("quantgen-quantized-").FullName;

    [SkippableTheory]
    [InlineData("own/digits_mlp")]
    [InlineData("own/breast_cancer_mlp_raw")]
    [InlineData("public/mnist")]
    public void OnnxRuntimeAgreesWithThePlan(string name)
    {
        OnnxRuntimeLibrary.Require();
        var suiteModel = _suite.Load(name);
        var file = Path.Combine(_folder, "model.int8.onnx");
        QuantGenProcess.Run(
            _folder, "quantize", suiteModel.ModelPath, "-o", file, "--mode", "static", "--calibration", suiteModel.Data.CalibrationPath).Succeeded();

        var model = Compile(suiteModel);
        Assert.Equal(model.Export.ToByteArray(), File.ReadAllBytes(file));
        var samples = Enumerable.Range(0, Samples).Select(i => suiteModel.Data.Evaluation.Slice(i, 1, keepAxis: true));
        var comparison = QdqComparison.Run(model, samples, OrtOptimization.All);
        Assert.True(comparison.Total.Identical >= 0.999 && comparison.Total.Larger == 0, comparison.Total.ToString());
        Assert.All(comparison.Floats.Values, error => Assert.InRange(error, 0, 1e-3));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _suite.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>What a build would compile.</summary>
    private static QuantizedModel Compile(SuiteModel model)
    {
        var request = new CompileRequest
        {
            ClassName = "Model",
            RequestHash = "-",
            ModelPath = model.ModelPath,
            CalibrationPath = model.Data.CalibrationPath,
        };
        var graph = ModelCompiler.Load(model.ModelPath);
        return new QuantizedModel(graph, StaticCompilation.Run(graph, request, progress: null).Assignment);
    }
}
