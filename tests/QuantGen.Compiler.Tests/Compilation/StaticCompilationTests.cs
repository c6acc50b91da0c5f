using System.Globalization;
using QuantGen.Compiler.Diagnostics;
using QuantGen.Compiler.Quantization;
using QuantGen.Compiler.Tests.Calibration;
using QuantGen.Compiler.Tests.Operators;
using QuantGen.TestSupport.Models;
using Xunit;

namespace QuantGen.Compiler.Tests.Compilation;

/// <summary>What a request asks for, and what goes wrong with one, through <see cref="ModelCompiler"/>.</summary>
public sealed class StaticCompilationTests : IDisposable
{
    private const int Inputs = 8;
    private const string FloatProduct = "FloatMatrixProduct.";
    private const string IntegerProduct = "QuantizedMatrixProduct.";

    private readonly TemporaryFolder _folder = new();

    public StaticCompilationTests()
    {
        WriteModel(seed: 1);
        WriteData(seed: 2);
    }

    public void Dispose()
    {
        _folder.Dispose();
    }

    [Fact]
    public void MissingFilesAreReportedWhereTheyAreDeclared()
    {
        Fails(Request() with { CalibrationPath = null }, "Model.cs(6,2): error QG0221: ");
        Fails(Request() with { CalibrationPath = _folder["dat.csv"] }, "Model.cs(6,2): error QG0222: ", "Did you mean 'data.csv'?");
        Fails(Request() with { ModelPath = _folder["modell.onnx"] }, "Model.cs(6,2): error QG0101: ", "Did you mean 'model.onnx'?", "correct Model, by default the class's name with .onnx");
    }

    [Fact]
    public void AScaleTableStandsForTheData()
    {
        var request = Request() with { ScaleTablePath = _folder["scales.json"] };
        var first = ModelCompiler.Compile(request);
        _folder.Write("scales.json", first.ScaleTable!);
        File.Delete(request.CalibrationPath!);

        var second = ModelCompiler.Compile(request);

        Assert.Equal(first.Plan, second.Plan);
        Assert.Equal(first.Weights, second.Weights);
        Assert.Null(second.ScaleTable);
        Assert.Contains("Not measured", second.Report, StringComparison.Ordinal);
        Assert.Contains("the ranges come from scales.json", second.Report, StringComparison.Ordinal);
    }

    [Fact]
    public void AStaleScaleTableSaysWhatChanged()
    {
        var request = Request() with { ScaleTablePath = _folder["scales.json"] };
        var table = ModelCompiler.Compile(request).ScaleTable!;
        _folder.Write("scales.json", table);

        Fails(request with { Options = new QuantizationOptions { PerChannel = false } }, "scales.json: error QG0232: ", "the attribute's options changed");
        WriteData(seed: 3);
        Fails(request, "scales.json: error QG0232: ", "the calibration data changed");
        WriteModel(seed: 4);
        Fails(request, "scales.json: error QG0232: ", "the model and the calibration data changed");

        Assert.NotEqual(table, ModelCompiler.Compile(request with { RefreshScales = true }).ScaleTable);
    }

    [Fact]
    public void TheBoundNamesTheWorstLayers()
    {
        var request = Request() with { Options = new QuantizationOptions { MinimumSqnr = 200 } };

        Fails(request, "Model.cs(6,2): error QG0241: ", "Output 'y' has an SQNR of ", "Worst layers: '");
    }

    [Fact]
    public void NamedNodesAndOperatorsStayInFloat()
    {
        Assert.DoesNotContain(FloatProduct, Compile(new QuantizationOptions()).Plan, StringComparison.Ordinal);

        var node = Compile(new QuantizationOptions { KeepFloatNodes = ["Gemm_2"] });
        Assert.Contains(FloatProduct, node.Plan, StringComparison.Ordinal);
        Assert.Contains(IntegerProduct, node.Plan, StringComparison.Ordinal);
        Assert.Empty(node.Diagnostics);

        var type = Compile(new QuantizationOptions { KeepFloatOperators = ["Gemm"] });
        Assert.DoesNotContain(IntegerProduct, type.Plan, StringComparison.Ordinal);
        Assert.Empty(type.Diagnostics);
    }

    [Fact]
    public void ANameWithoutEffectIsAWarning()
    {
        var options = new QuantizationOptions { KeepFloatNodes = ["Gem_2", "Gemm_0"], KeepFloatOperators = ["Softmax"] };

        var lines = Compile(options).Diagnostics.Select(diagnostic => diagnostic.ToString()).ToArray();

        Assert.Equal(2, lines.Length);
        Assert.StartsWith("Model.cs(6,2): warning QG0212: KeepFloatNodes names 'Gem_2'", lines[0], StringComparison.Ordinal);
        Assert.Contains("Did you mean 'Gemm_2'?", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("Model.cs(6,2): warning QG0212: KeepFloatOperators names 'Softmax'", lines[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(5, true, null)]
    [InlineData(4, true, "it has 4 samples, too few to hold one out")]
    [InlineData(1, true, "it has 1 sample, too few to hold one out")]
    [InlineData(7, false, "its 7 samples are all the same")]
    public void DataThatSaysLittleIsAWarning(int samples, bool isVaried, string? message)
    {
        var rows = Enumerable.Range(0, samples).Select(row => string.Join(',', Enumerable.Repeat(isVaried ? row + 1 : 1, Inputs)));
        _folder.Write("data.csv", string.Join('\n', rows) + "\n");

        var lines = Compile(new QuantizationOptions()).Diagnostics.Select(diagnostic => diagnostic.ToString()).ToArray();

        Assert.Equal(message is null ? 0 : 1, lines.Length);
        Assert.All(lines, line => Assert.Contains("data.csv: warning QG0233: The calibration data says little: " + message, line, StringComparison.Ordinal));
    }

    [Fact]
    public void AnAccumulatorThatCouldOverflowIsRefused()
    {
        const int Long = 70_000;
        var weights = new float[Long];
        weights.AsSpan().Fill(1);
        var model = new OnnxModelBuilder(13)
            .Input<float>("x", $"N, {Long}")
            .Constant("w", weights, Long, 1)
            .Node("MatMul", ["x", "w"], ["y"])
            .Output<float>("y");
        File.WriteAllBytes(_folder["model.onnx"], model.ToBytes());
        var row = string.Join(',', Enumerable.Repeat("1", Long));
        _folder.Write("data.csv", row + "\n" + row + "\n");

        Fails(Request(), "model.onnx: error QG0211: Node 'MatMul_0' ", "KeepFloatNodes = [\"MatMul_0\"]");

        var kept = Compile(new QuantizationOptions { KeepFloatNodes = ["MatMul_0"] });
        Assert.Contains(FloatProduct, kept.Plan, StringComparison.Ordinal);
    }

    [Fact]
    public void AModelWhoseOutputIsAConstantCompiles()
    {
        var model = new OnnxModelBuilder(13).Input<float>("x", $"N, {Inputs}").Constant<float>("y", [1, 2], 2).Output<float>("y");
        File.WriteAllBytes(_folder["model.onnx"], model.ToBytes());

        var result = Compile(new QuantizationOptions());

        Assert.Contains("DataMovement.Copy", result.Plan, StringComparison.Ordinal);
        Assert.Empty(result.Accuracy!.Outputs);
    }

    [Theory]
    [InlineData(QuantizationMode.Static)]
    [InlineData(QuantizationMode.Dynamic)]
    public void AnInputThatIsAnOutputIsCopied(QuantizationMode mode)
    {
        var model = new OnnxModelBuilder(13).Input<float>("x", $"N, {Inputs}").Node("Relu", ["x"], ["y"]).Output<float>("x").Output<float>("y");
        File.WriteAllBytes(_folder["model.onnx"], model.ToBytes());

        var plan = Compile(new QuantizationOptions { Mode = mode }).Plan;

        Assert.Contains("DataMovement.Copy\n  input = %x\n  output = %x_2\n", plan, StringComparison.Ordinal);
    }

    [Fact]
    public void AModelWithoutInputsHasNoUseForData()
    {
        var model = new OnnxModelBuilder(13).Constant<float>("y", [1, 2], 2).Output<float>("y");
        File.WriteAllBytes(_folder["model.onnx"], model.ToBytes());

        Fails(Request(), "QG0223", "the model has no input");
    }

    [Fact]
    public void ATensorThatTheMachineCannotHoldIsRefused()
    {
        // Forty tensors of 1.6 GB.
        var model = new OnnxModelBuilder(13).Input<float>("x", $"1, {Inputs}")
            .Constant<long>("repeats", [1, 50_000_000], 2).Node("Tile", ["x", "repeats"], ["t"])
            .Output<float>("y");
        for (var i = 0; i < 40; i++)
        {
            model.Node("Exp", [i == 0 ? "t" : $"e{i - 1}"], [i == 39 ? "y" : $"e{i}"]);
        }

        File.WriteAllBytes(_folder["model.onnx"], model.ToBytes());

        Fails(Request(), "QG0209", "its tensors for one sample need");
    }

    private static void Fails(CompileRequest request, params string[] parts)
    {
        var exception = Assert.Throws<CompilationException>(() => ModelCompiler.Compile(request));
        var line = Assert.Single(exception.Diagnostics).ToString();
        Assert.All(parts, part => Assert.Contains(part, line, StringComparison.Ordinal));
    }

    private CompileResult Compile(QuantizationOptions options)
    {
        return ModelCompiler.Compile(Request() with { Options = options });
    }

    private CompileRequest Request()
    {
        return new CompileRequest
        {
            ClassName = "Model",
            RequestHash = "sha256:" + new string('0', 64),
            ModelPath = _folder["model.onnx"],
            CalibrationPath = _folder["data.csv"],
            Declaration = new DiagnosticLocation("Model.cs", 6, 2),
        };
    }

    /// <summary>Gemm_0, Relu_1, Gemm_2.</summary>
    private void WriteModel(int seed)
    {
        const int Hidden = 16;
        const int Outputs = 4;
        var model = new OnnxModelBuilder(13)
            .Input<float>("x", $"N, {Inputs}")
            .Constant("w1", OperatorAssert.Random(seed, -1, 1, Inputs, Hidden).Get<float>(), Inputs, Hidden)
            .Constant("w2", OperatorAssert.Random(seed + 100, -1, 1, Hidden, Outputs).Get<float>(), Hidden, Outputs)
            .Node("Gemm", ["x", "w1"], ["h"])
            .Node("Relu", ["h"], ["r"])
            .Node("Gemm", ["r", "w2"], ["y"])
            .Output<float>("y");
        File.WriteAllBytes(_folder["model.onnx"], model.ToBytes());
    }

    private void WriteData(int seed)
    {
        const int Samples = 60;
        var values = OperatorAssert.Random(seed, -2, 2, Samples, Inputs).Get<float>();
        var rows = values.Chunk(Inputs).Select(row => string.Join(',', row.Select(value => value.ToString(CultureInfo.InvariantCulture))));
        _folder.Write("data.csv", string.Join('\n', rows) + "\n");
    }
}
