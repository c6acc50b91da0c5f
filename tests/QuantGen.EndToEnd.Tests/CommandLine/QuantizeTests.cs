using QuantGen.Compiler;
using QuantGen.Compiler.Diagnostics;
using QuantGen.Compiler.Quantization;
using Xunit;

namespace QuantGen.EndToEnd.Tests.CommandLine;

/// <summary><c>quantgen quantize</c> and <see cref="OnnxQuantizer"/>: what it prints, and what it refuses.</summary>
public sealed class QuantizeTests : IDisposable
{
    private const string Static = "--mode static --calibration calibration.csv";

    /// <summary>Without a method, several are tried.</summary>
    private const string Quick = Static + " --method min-max";

    private readonly DigitsFolder _folder = new();

    [Fact]
    public void SaysWhatWasLostAndGained()
    {
        var output = Quantize($"digits.onnx -o digits.int8.onnx {Static}").Succeeded().Output;
        Assert.StartsWith("digits.onnx -> digits.int8.onnx", output, StringComparison.Ordinal);
        Assert.Matches(@"size: 94\.9 KB -> \d+\.\d KB \(\d\.\d times smaller\)", output);
        Assert.Matches(@"int8: \d of \d operators", output);
        Assert.Contains("Against float on 40 samples held out of calibration:", output, StringComparison.Ordinal);
        Assert.Matches(@"scores +\d\d\.\d dB", output);
        Assert.InRange(new FileInfo(_folder["digits.int8.onnx"]).Length, 1, new FileInfo(_folder["digits.onnx"]).Length / 2);
    }

    [Fact]
    public void EveryOptionMattersToTheFile()
    {
        var plain = Content("--method min-max");
        Assert.Equal(plain, Content("--method min-max"));
        Assert.NotEqual(plain, Content("--method percentile --percentile 90"));
        Assert.NotEqual(Content("--method entropy"), Content("--method entropy --histogram-bins 256"));
        Assert.NotEqual(plain, Content("--method min-max --per-tensor"));
        Assert.NotEqual(plain, Content("--method min-max --keep-float-operator Gemm"));
        Assert.NotEqual(plain, Content("--method min-max --keep-float-node /3/Conv"));
        Assert.Equal(plain, Content("--method min-max --minimum-sqnr 20"));

        byte[] Content(string options)
        {
            Quantize($"digits.onnx -o out.onnx {Static} {options}").Succeeded();
            return File.ReadAllBytes(_folder["out.onnx"]);
        }
    }

    [Theory]
    [InlineData("--keep-float-node /3/Conv --keep-float-operator Gemm", 0)]
    [InlineData("--keep-float-node /3/conv", 1)]
    [InlineData("--keep-float-node /2/Relu --keep-float-operator LSTM", 2)]
    public void NamesThatKeepNothingInFloatAreWarnedOf(string options, int warnings)
    {
        var result = Quantize($"digits.onnx -o out.onnx {Quick} {options}");
        Assert.Equal(0, result.ExitCode);
        Assert.Equal(warnings, result.Errors.Split('\n').Count(line => line.StartsWith("digits.onnx: warning QG0212: KeepFloat", StringComparison.Ordinal)));
    }

    [Fact]
    public void ScaleTableStandsInForTheData()
    {
        Quantize($"digits.onnx -o first.onnx {Quick} --scale-table scales.json").Succeeded();
        File.Delete(_folder["calibration.csv"]);
        var second = Quantize("digits.onnx -o second.onnx --mode static --method min-max --scale-table scales.json").Succeeded();
        Assert.Contains("The ranges are those of scales.json", second.Output, StringComparison.Ordinal);
        Assert.Equal(File.ReadAllBytes(_folder["first.onnx"]), File.ReadAllBytes(_folder["second.onnx"]));
    }

    [Theory]
    [InlineData("digits.onnx --mode static", "Option '--output' is required.")]
    [InlineData("digits.onnx -o out.onnx", "Option '--mode' is required.")]
    [InlineData("digits.onnx -o out.onnx --mode static", "Static mode needs calibration data: '--calibration DATA'")]
    [InlineData("digits.onnx -o out.onnx --mode statik", "Did you mean 'static'?")]
    [InlineData("digits.onnx -o out.onnx --mode static --calibraton calibration.csv", "Did you mean '--calibration'?")]
    [InlineData("digits.onnx -o out.onnx " + Static + " --percentile 99", "has an effect only with '--method percentile'")]
    [InlineData("digits.onnx -o out.onnx --mode dynamic --minimum-sqnr 20", "'--minimum-sqnr' has an effect only with '--calibration'")]
    public void WrongArgumentsAreUsageErrors(string arguments, string message)
    {
        Quantize(arguments).IsUsageError(message);
        Assert.False(File.Exists(_folder["out.onnx"]));
    }

    [Theory]
    [InlineData("missing.onnx -o out.onnx " + Static, "QG0101")]
    [InlineData("calibration.csv -o out.onnx " + Static, "QG0102")]
    [InlineData("digits.onnx -o digits.onnx " + Static, "QG0105")]
    [InlineData("digits.onnx -o ./calibration.csv " + Static, "QG0105")]
    [InlineData("digits.onnx -o linked/digits.onnx " + Static, "QG0105")]
    [InlineData("digits.onnx -o nowhere/out.onnx " + Static, "QG0106")]
    [InlineData("digits.onnx -o linked " + Static, "QG0106")]
    [InlineData("digits.onnx -o out.onnx --mode weight-only --calibration calibration.csv --minimum-sqnr 200", "QG0241")]
    [InlineData("digits.onnx -o out.onnx --mode static --scale-table missing.json", "QG0221")]
    [InlineData("digits.onnx -o out.onnx --mode static --calibration missing.csv", "QG0222")]
    [InlineData("digits.onnx -o out.onnx " + Quick + " --minimum-sqnr 90", "QG0241")]
    public void FailuresAreDiagnosedAndLeaveNothing(string arguments, string id)
    {
        Directory.CreateSymbolicLink(_folder["linked"], _folder.Path);
        var before = Files();
        Quantize(arguments).FailedWith(id);
        Assert.Equal(before, Files());

        Dictionary<string, DateTime> Files()
        {
            return Directory.GetFiles(_folder.Path).ToDictionary(file => file, File.GetLastWriteTimeUtc);
        }
    }

    [Fact]
    public void ProgramsQuantizeTheSameWay()
    {
        Quantize($"digits.onnx -o out.onnx {Quick} --per-tensor").Succeeded();
        var options = new QuantizationOptions { Mode = QuantizationMode.Dynamic, Method = CalibrationMethod.MinMax, PerChannel = false };
        var report = OnnxQuantizer.QuantizeStatic(_folder["digits.onnx"], _folder["api.onnx"], _folder["calibration.csv"], options);
        Assert.Equal(File.ReadAllBytes(_folder["out.onnx"]), File.ReadAllBytes(_folder["api.onnx"]));
        Assert.True(report.HeldOut);
        Assert.Equal("scores", Assert.Single(report.Outputs).Name);
    }

    [Fact]
    public void ProgramsStoreWeightsTheSameWay()
    {
        Quantize("digits.onnx -o out.onnx --mode weight-only --weight-format int4 --keep-float-node /3/Conv").Succeeded();
        var options = new QuantizationOptions { Mode = QuantizationMode.Dynamic, WeightFormat = WeightFormat.Int4, KeepFloatNodes = ["/3/Conv"] };
        var result = OnnxQuantizer.QuantizeWeights(_folder["digits.onnx"], _folder["api.onnx"], options);
        Assert.Equal(File.ReadAllBytes(_folder["out.onnx"]), File.ReadAllBytes(_folder["api.onnx"]));
        Assert.Null(result.Accuracy);
        Assert.Equal(3, result.QuantizedOperators);
        Assert.True(result.OutputBytes < result.ModelBytes);
    }

    [Fact]
    public void ProgramsGetTheDiagnostics()
    {
        var request = new OnnxQuantizationRequest { ModelPath = _folder["digits.onnx"], OutputPath = _folder["digits.onnx"] };
        var exception = Assert.Throws<CompilationException>(() => OnnxQuantizer.Quantize(request));
        Assert.Equal("QG0105", Assert.Single(exception.Diagnostics).Id);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _folder.Dispose();
    }

    private ProcessResult Quantize(string arguments)
    {
        return QuantGenProcess.Run(_folder.Path, ["quantize", .. arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
    }
}
