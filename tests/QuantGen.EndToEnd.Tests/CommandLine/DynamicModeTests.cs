using System.Text.Json;
using QuantGen.Compiler;
using QuantGen.Compiler.Calibration.Data;
using QuantGen.Compiler.Quantization;
using QuantGen.OnnxRuntime;
using QuantGen.TestSupport;
using Xunit;

namespace QuantGen.EndToEnd.Tests.CommandLine;

/// <summary>Every verb of <c>quantgen</c> with <c>--mode dynamic</c>.</summary>
public sealed class DynamicModeTests : IDisposable
{
    private readonly DigitsFolder _folder = new();

    public void Dispose()
    {
        _folder.Dispose();
    }

    [Fact]
    public void QuantizeNeedsNoDataAndSaysWhatTheFileMeans()
    {
        var output = QuantGen("quantize digits.onnx -o out.onnx --mode dynamic").Succeeded().Output;
        Assert.Matches(@"int8: 4 of \d operators", output);
        Assert.Contains("Nothing was measured: --calibration DATA gives samples to measure on.", output, StringComparison.Ordinal);
        Assert.Contains("In the file a whole tensor has one scale", output, StringComparison.Ordinal);
        Assert.StartsWith("out.onnx: dynamic", QuantGen("inspect out.onnx").Succeeded().Output, StringComparison.Ordinal);
    }

    [Fact]
    public void DataGivesAMeasurement()
    {
        var output = QuantGen("quantize digits.onnx -o out.onnx --mode dynamic --calibration calibration.csv").Succeeded().Output;
        Assert.Contains("Against float on 40 samples held out of calibration:", output, StringComparison.Ordinal);
        QuantGen("quantize digits.onnx -o bound.onnx --mode dynamic --calibration calibration.csv --minimum-sqnr 200").FailedWith("QG0241");
        Assert.False(File.Exists(_folder["bound.onnx"]));
    }

    [Fact]
    public void ProgramsQuantizeTheSameWay()
    {
        QuantGen("quantize digits.onnx -o out.onnx --mode dynamic --keep-float-node /3/Conv").Succeeded();
        var result = OnnxQuantizer.QuantizeDynamic(
            _folder["digits.onnx"], _folder["api.onnx"], new QuantizationOptions { KeepFloatNodes = ["/3/Conv"] });
        Assert.Equal(File.ReadAllBytes(_folder["out.onnx"]), File.ReadAllBytes(_folder["api.onnx"]));
        Assert.Null(result.Accuracy);
        Assert.Equal(3, result.QuantizedOperators);
    }

    /// <summary>
    /// With one scale for a tensor, the generated class computes what ONNX Runtime computes from the file, but for the order of the float sums in its
    /// average pooling.
    /// </summary>
    [SkippableFact]
    public void RunPerTensorIsWhatOnnxRuntimeComputesFromTheFile()
    {
        OnnxRuntimeLibrary.Require();
        const string PerTensor = "--mode dynamic --activation-scale per-tensor";
        var run = QuantGen($"run digits.onnx {PerTensor} --input image=images.npy --output-dir out");
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("warning QG0213", run.Errors, StringComparison.Ordinal);
        Assert.Equal(0, QuantGen($"quantize digits.onnx -o out.onnx {PerTensor}").ExitCode);

        var images = NpyFile.ReadAll<float>(_folder["images.npy"], out var shape);
        using var session = OrtSession.Open(_folder["out.onnx"]);
        var expected = session.Run(("image", OrtTensor.Create(images, [.. shape])))["scores"].Get<float>();
        var actual = NpyFile.ReadAll<float>(_folder["out/scores.npy"], out _);
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, tolerance: 1e-5f));
    }

    [Fact]
    public void CompareMeasuresOutputsAndLayers()
    {
        var output = QuantGen("compare digits.onnx --mode dynamic --data test.csv --labels test.csv --json --report report.html").Succeeded().Output;
        var json = JsonDocument.Parse(output).RootElement;
        Assert.InRange(json.GetProperty("outputs")[0].GetProperty("sqnrDb").GetDouble(), 30, 60);
        Assert.InRange(json.GetProperty("accuracyQuantized").GetDouble(), 0.985, 1);
        Assert.Equal(4, json.GetProperty("layers").GetArrayLength());
        Assert.True(File.Exists(_folder["report.html"]));
    }

    [SkippableFact]
    public void BenchTimesItBesideOnnxRuntime()
    {
        OnnxRuntimeLibrary.Require();
        var output = QuantGen("bench digits.onnx --mode dynamic --against onnxruntime --seconds 0.05 --json").Succeeded().Output;
        var run = JsonDocument.Parse(output).RootElement;
        Assert.Contains("dynamic", run.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    private ProcessResult QuantGen(string arguments)
    {
        return QuantGenProcess.Run(_folder.Path, arguments.Split(' '));
    }
}
