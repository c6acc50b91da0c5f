using QuantGen.Compiler.Diagnostics;
using QuantGen.Compiler.Quantization;
using QuantGen.Compiler.Tests.Calibration;
using QuantGen.TestSupport.Models;
using Xunit;

namespace QuantGen.Compiler.Tests.Compilation;

/// <summary>Requests for Imported mode, and of other modes for models that are quantized already.</summary>
public sealed class ImportedCompilationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <inheritdoc/>
    public void Dispose()
    {
        _folder.Dispose();
    }

    [Fact]
    public void AFloatModelHasNothingToImport()
    {
        var model = new OnnxModelBuilder(13).Input<float>("x", "N, 4").Node("Relu", ["x"], ["y"]).Output<float>("y");
        Assert.Equal(["QG0207"], Failure(model, QuantizationMode.Imported));
    }

    [Fact]
    public void OtherModesSendAQuantizedModelToImported()
    {
        Assert.Equal(["QG0208"], Failure(Quantized(), QuantizationMode.Static));
    }

    [Fact]
    public void AModeThatDoesNotFitTheModelIsReportedWhereItIsDeclared()
    {
        var request = Request(Quantized(), QuantizationMode.Dynamic) with { Declaration = new DiagnosticLocation("Model.cs", 6, 2) };
        var diagnostic = Assert.Single(Assert.Throws<CompilationException>(() => ModelCompiler.Compile(request)).Diagnostics);

        Assert.Equal(("QG0208", request.Declaration), (diagnostic.Id, diagnostic.Location));
        Assert.Contains($"The model '{request.ModelPath}' is already quantized", diagnostic.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ThePlanHasTheModelsScales()
    {
        var result = ModelCompiler.Compile(Request(Quantized(), QuantizationMode.Imported));
        Assert.Contains("mode Imported", result.Plan, StringComparison.Ordinal);
        Assert.Contains("QuantizedMatrixProduct.Run\n", result.Plan, StringComparison.Ordinal);
        Assert.Contains("scale 0.25 zero 118", result.Plan, StringComparison.Ordinal);
        Assert.Null(result.Accuracy);
    }

    [Fact]
    public void ANodeMayBeKeptInFloat()
    {
        var request = Request(Quantized(), QuantizationMode.Imported);
        var kept = request with { Options = request.Options with { KeepFloatOperators = ["Gemm"] } };
        var result = ModelCompiler.Compile(kept);
        Assert.Contains("FloatMatrixProduct.Run\n", result.Plan, StringComparison.Ordinal);
        Assert.Empty(result.Diagnostics);
    }

    [Fact]
    public void DataIsMeasuredOn()
    {
        _folder.Write("data.csv", "1,2,3,4\n-1,0,0.5,2\n0,0,1,1\n");
        var request = Request(Quantized(), QuantizationMode.Imported) with { CalibrationPath = _folder["data.csv"] };
        Assert.Equal(3, ModelCompiler.Compile(request).Accuracy!.Samples);
    }

    private static OnnxModelBuilder Quantized()
    {
        return new OnnxModelBuilder(13).Input<float>("x", "N, 4")
            .Constant("xs", [0.03f]).Constant<sbyte>("xz", [3]).Constant("ys", [0.25f]).Constant<sbyte>("yz", [-10])
            .Constant<sbyte>("w", [1, -2, 3, -4, 5, -6, 7, -8], 2, 4).Constant("ws", [0.1f]).Constant<sbyte>("wz", [0])
            .Node("QuantizeLinear", ["x", "xs", "xz"], ["xq"]).Node("DequantizeLinear", ["xq", "xs", "xz"], ["xd"])
            .Node("DequantizeLinear", ["w", "ws", "wz"], ["wd"])
            .Node("Gemm", ["xd", "wd"], ["p"], ("transB", 1))
            .Node("QuantizeLinear", ["p", "ys", "yz"], ["yq"]).Node("DequantizeLinear", ["yq", "ys", "yz"], ["y"])
            .Output<float>("y");
    }

    private string[] Failure(OnnxModelBuilder model, QuantizationMode mode)
    {
        var exception = Assert.Throws<CompilationException>(() => ModelCompiler.Compile(Request(model, mode)));
        return [.. exception.Diagnostics.Select(diagnostic => diagnostic.Id)];
    }

    private CompileRequest Request(OnnxModelBuilder model, QuantizationMode mode)
    {
        File.WriteAllBytes(_folder["model.onnx"], model.ToBytes());
        return new CompileRequest
        {
            ClassName = "Compiled.Model",
            RequestHash = ContentHash.OfText(""),
            ModelPath = _folder["model.onnx"],
            Options = new QuantizationOptions { Mode = mode },
        };
    }
}
