using System.Text.Json;
using QuantGen.TestSupport;
using QuantGen.Tool.Benchmarking;
using Xunit;

namespace QuantGen.EndToEnd.Tests.CommandLine;

/// <summary><c>quantgen bench</c>. What it measures is not asserted: only that it measured. Its page for people is that of docs/quantgen.md.</summary>
public sealed class BenchCommandTests(DigitsFolder folder) : IClassFixture<DigitsFolder>
{
    private const string Static = "--mode static --calibration calibration.csv --seconds 0.05";

    [Fact]
    public void JsonHasEveryField()
    {
        var report = JsonDocument.Parse(Bench("--mode float --seconds 0.05 --shape image=3,1,8,8 --json").Succeeded().Output).RootElement;
        Assert.Equal("digits.onnx", report.GetProperty("model").GetString());
        Assert.Equal("float", report.GetProperty("mode").GetString());
        Assert.Equal([3, 1, 8, 8], report.GetProperty("shapes").GetProperty("image").EnumerateArray().Select(size => size.GetInt32()));
        Assert.InRange(report.GetProperty("weightBytes").GetInt64(), 1, 1_000_000);
        Assert.InRange(report.GetProperty("arenaBytes").GetInt64(), 1, 1_000_000);
        AssertPositive(report.GetProperty("firstInferenceMicroseconds"));
        var result = Assert.Single(report.GetProperty("results").EnumerateArray());
        Assert.Equal(1, result.GetProperty("threads").GetInt32());
        AssertTimes(result);
        Assert.Equal(0, result.GetProperty("allocatedBytesPerRun").GetInt64());
        Assert.InRange(result.GetProperty("runs").GetInt32(), 5, int.MaxValue);
        Assert.Equal(JsonValueKind.Null, result.GetProperty("onnxRuntime").ValueKind);
    }

    [SkippableFact]
    public void JsonHasTheComparisonWithOnnxRuntime()
    {
        OnnxRuntimeLibrary.Require();
        var report = JsonDocument.Parse(Bench($"{Static} --threads 1,2 --against onnxruntime --json").Succeeded().Output).RootElement;
        var results = report.GetProperty("results").EnumerateArray().ToArray();
        Assert.Equal([1, 2], results.Select(result => result.GetProperty("threads").GetInt32()));
        foreach (var peers in results.Select(result => result.GetProperty("onnxRuntime")))
        {
            foreach (var form in new[] { "float", "int8", "dynamic" })
            {
                AssertTimes(peers.GetProperty(form));
                AssertPositive(peers.GetProperty(form).GetProperty("ratio"));
            }
        }
    }

    [Fact]
    public void MedianIsTheMiddle()
    {
        Assert.Equal(new Timing(2, 1, 6), Measurement.Summarize([9, 1, 2], 2));
        Assert.Equal(new Timing(2.5, 1, 4), Measurement.Summarize([3, 2, 1, 9], 1));
    }

    [Theory]
    [InlineData("--mode float --shape image=1,8,8", "'--shape' of input 'image': its shape [1, 8, 8] does not fit float32 [batch, 1, 8, 8].")]
    [InlineData("--mode float --shape image=1,x", "'1,x' is not a shape.")]
    [InlineData("--mode float --shape imag=1", "the model has no input 'imag'. Did you mean 'image'?")]
    [InlineData("--mode float --threads 1,no", "'1,no' is not a value of '--threads'.")]
    [InlineData("--mode float --against onnxruntme", "'onnxruntme' is not a value of '--against'. Did you mean 'onnxruntime'?")]
    [InlineData("--mode static", "Static mode needs calibration data: '--calibration DATA'")]
    public void WrongArgumentsAreAnsweredWithTheNearestRightOnes(string arguments, string message)
    {
        Bench(arguments).IsUsageError("quantgen bench: " + message);
    }

    [Fact]
    public void AbsentOnnxRuntimeIsADiagnosticWithARemedy()
    {
        var run = QuantGenProcess.RunWithoutOnnxRuntime(folder.Path, "bench", "digits.onnx", "--mode", "float", "--against", "onnxruntime");
        run.FailedWith("QG0112");
        Assert.Contains("QUANTGEN_ONNXRUNTIME", run.Errors, StringComparison.Ordinal);
    }

    private static void AssertTimes(JsonElement element)
    {
        AssertPositive(element.GetProperty("medianMicroseconds"));
        AssertPositive(element.GetProperty("minimumMicroseconds"));
    }

    private static void AssertPositive(JsonElement number)
    {
        Assert.InRange(number.GetDouble(), double.Epsilon, double.MaxValue);
    }

    private ProcessResult Bench(string arguments)
    {
        return QuantGenProcess.Run(folder.Path, ["bench", "digits.onnx", .. arguments.Split(' ')]);
    }
}
