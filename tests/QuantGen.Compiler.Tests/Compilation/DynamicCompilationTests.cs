using System.Globalization;
using QuantGen.Compiler.Diagnostics;
using QuantGen.Compiler.Quantization;
using QuantGen.Compiler.Tests.Calibration;
using QuantGen.Compiler.Tests.Operators;
using QuantGen.Plan;
using QuantGen.TestSupport.Models;
using Xunit;

namespace QuantGen.Compiler.Tests.Compilation;

/// <summary>What Dynamic mode makes of a request, through <see cref="ModelCompiler"/>.</summary>
public sealed class DynamicCompilationTests : IDisposable
{
    private const int Inputs = 8;
    private const string Quantize = "DynamicQuantization.Quantize";
    private const string Product = "DynamicMatrixProduct.Run";

    private readonly TemporaryFolder _folder = new();

    public DynamicCompilationTests()
    {
        WriteModel("N");
    }

    public void Dispose()
    {
        _folder.Dispose();
    }

    [Fact]
    public void ItNeedsNoData()
    {
        var result = Compile();
        Assert.Null(result.Accuracy);
        Assert.Empty(result.Diagnostics);
        Assert.Equal(2, Kernels(result).Count(kernel => kernel == Product));
        Assert.Equal("Dynamic", PlanParser.Parse(result.Plan).Mode);
    }

    [Fact]
    public void DataIsMeasuredOnWhereItIsGiven()
    {
        WriteData();
        var result = ModelCompiler.Compile(Request() with { CalibrationPath = _folder["data.csv"] });
        Assert.True(result.Accuracy!.HeldOut);
        Assert.Equal(12, result.Accuracy.Samples);
        Assert.InRange(result.Accuracy.Outputs[0].SqnrDb, 35, 60);
        Assert.NotNull(result.Report);
    }

    [Fact]
    public void TheBoundIsChecked()
    {
        WriteData();
        var request = Request() with { CalibrationPath = _folder["data.csv"], Options = Dynamic with { MinimumSqnr = 200 } };
        Fails(request, "Model.cs(6,2): error QG0241: ", "Output 'y' has an SQNR of ");
    }

    [Fact]
    public void NamedNodesStayInFloat()
    {
        var kernels = Kernels(ModelCompiler.Compile(Request() with { Options = Dynamic with { KeepFloatNodes = ["Gemm_2"] } }));
        Assert.Single(kernels, Product);
        Assert.Single(kernels, "FloatMatrixProduct.Run");

        var misspelt = ModelCompiler.Compile(Request() with { Options = Dynamic with { KeepFloatNodes = ["Gem_2"] } });
        Assert.Contains("QG0212", Assert.Single(misspelt.Diagnostics).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void ANodeWhoseRowsDoNotFitInOneScaleStaysInFloat()
    {
        // Each row is mostly small values beside one that is huge and meets a weight of zero: 8 bits have nothing left for the small ones.
        var weights = Enumerable.Repeat(1f, Inputs).ToArray();
        weights[0] = 0;
        var model = new OnnxModelBuilder(13)
            .Input<float>("x", $"N, {Inputs}")
            .Constant("w", [.. weights.SelectMany(weight => Enumerable.Repeat(weight, 16))], Inputs, 16)
            .Constant("v", [.. Enumerable.Repeat(0.5f, 16 * 64)], 16, 64)
            .Constant("u", [.. Enumerable.Repeat(0.25f, 64 * 64)], 64, 64)
            .Node("MatMul", ["x", "w"], ["sums"])
            .Node("MatMul", ["sums", "v"], ["wide"])
            .Node("MatMul", ["wide", "u"], ["y"])
            .Output<float>("y");
        File.WriteAllBytes(_folder["model.onnx"], model.ToBytes());
        var rows = Enumerable.Range(1, 40).Select(i => "10000," + string.Join(',', Enumerable.Repeat(i, Inputs - 1)));
        _folder.Write("data.csv", string.Join('\n', rows) + "\n");

        var result = ModelCompiler.Compile(Request() with { CalibrationPath = _folder["data.csv"] });

        var node = Assert.Single(result.Accuracy!.FloatNodes);
        Assert.Equal("MatMul_0", node.Name);
        Assert.Contains("in int8 it alone leaves", node.Reason, StringComparison.Ordinal);
        Assert.True(result.Accuracy.Outputs[0].SqnrDb > 40);
    }

    [Theory]
    [InlineData("N, 8, 6, 6", "8, 1, 3, 3", 8, 1, false)]
    [InlineData("N, 8, 9, 9", "8, 1, 5, 5", 8, 1, true)]
    [InlineData("N, 3, 9, 9", "4, 3, 3, 3", 1, 1, true)]
    [InlineData("N, 3, 9, 9", "4, 3, 3, 3", 1, 2, false)]
    public void AConvolutionThatMultipliesEachValueSeldomStaysInFloat(string input, string weight, int group, int stride, bool quantized)
    {
        int[] shape = Array.ConvertAll(weight.Split(", "), int.Parse);
        var model = new OnnxModelBuilder(13)
            .Input<float>("x", input)
            .Constant("w", Weights(1, shape), shape)
            .Node("Conv", ["x", "w"], ["y"], ("group", group), ("strides", new[] { stride, stride }))
            .Output<float>("y");
        File.WriteAllBytes(_folder["model.onnx"], model.ToBytes());
        Assert.Equal(quantized, Kernels(Compile()).Contains(Quantize));
    }

    [Theory]
    [InlineData(ActivationScale.PerTensor, "N", true)]
    [InlineData(ActivationScale.PerTensor, "4", true)]
    [InlineData(ActivationScale.PerTensor, "1", false)]
    [InlineData(ActivationScale.PerRow, "N", false)]
    public void OneScaleForABatchIsAWarning(ActivationScale scale, string batch, bool warns)
    {
        WriteModel(batch);
        var result = ModelCompiler.Compile(Request() with { Options = Dynamic with { ActivationScale = scale } });
        Assert.Equal(warns, result.Diagnostics.Count > 0);
        Assert.All(result.Diagnostics, diagnostic => Assert.StartsWith("Model.cs(6,2): warning QG0213: ", diagnostic.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public void ABatchWithOneScaleIsNotWorkedThroughInChunks()
    {
        var perRow = PlanParser.Parse(Compile().Plan).Symbols.Single();
        var perTensor = PlanParser.Parse(ModelCompiler.Compile(
            Request() with { Options = Dynamic with { ActivationScale = ActivationScale.PerTensor } }).Plan).Symbols.Single();
        Assert.NotNull(perRow.Chunk);
        Assert.Null(perTensor.Chunk);
    }

    [Fact]
    public void ProductsOfOneInputQuantizeItOnce()
    {
        var model = new OnnxModelBuilder(13)
            .Input<float>("x", $"N, 3, {Inputs}")
            .Constant("q", Weights(1, Inputs, 16), Inputs, 16)
            .Constant("k", Weights(2, Inputs, 16), Inputs, 16)
            .Constant("v", Weights(3, Inputs, 16), Inputs, 16)
            .Node("MatMul", ["x", "q"], ["xq"])
            .Node("MatMul", ["x", "k"], ["xk"])
            .Node("MatMul", ["x", "v"], ["xv"])
            .Node("Add", ["xq", "xk"], ["sum"])
            .Node("Add", ["sum", "xv"], ["y"])
            .Output<float>("y");
        File.WriteAllBytes(_folder["model.onnx"], model.ToBytes());
        var kernels = Kernels(Compile());
        Assert.Single(kernels, Quantize);
        Assert.Equal(3, kernels.Count(kernel => kernel == Product));
    }

    [Fact]
    public void AnAccumulatorThatCouldOverflowIsRefused()
    {
        const int Long = 70_000;
        var model = new OnnxModelBuilder(13)
            .Input<float>("x", $"N, {Long}")
            .Constant("w", [.. Enumerable.Repeat(1f, Long * 16)], Long, 16)
            .Node("MatMul", ["x", "w"], ["y"])
            .Output<float>("y");
        File.WriteAllBytes(_folder["model.onnx"], model.ToBytes());
        Fails(Request(), "model.onnx: error QG0211: Node 'MatMul_0' ", "KeepFloatNodes = [\"MatMul_0\"]");
    }

    private static QuantizationOptions Dynamic => new() { Mode = QuantizationMode.Dynamic };

    private static void Fails(CompileRequest request, params string[] parts)
    {
        var exception = Assert.Throws<CompilationException>(() => ModelCompiler.Compile(request));
        var line = Assert.Single(exception.Diagnostics).ToString();
        Assert.All(parts, part => Assert.Contains(part, line, StringComparison.Ordinal));
    }

    private static string[] Kernels(CompileResult result)
    {
        return [.. PlanParser.Parse(result.Plan).Steps.Select(step => step.Kernel)];
    }

    private static float[] Weights(int seed, params ReadOnlySpan<int> shape)
    {
        return OperatorAssert.Random(seed, -1, 1, shape).Get<float>();
    }

    private CompileResult Compile()
    {
        return ModelCompiler.Compile(Request());
    }

    private CompileRequest Request()
    {
        return new CompileRequest
        {
            ClassName = "Model",
            RequestHash = "sha256:" + new string('0', 64),
            ModelPath = _folder["model.onnx"],
            Options = Dynamic,
            Declaration = new DiagnosticLocation("Model.cs", 6, 2),
        };
    }

    /// <summary>Gemm_0, Relu_1, Gemm_2.</summary>
    private void WriteModel(string batch)
    {
        const int Hidden = 16;
        const int Outputs = 20;
        var model = new OnnxModelBuilder(13)
            .Input<float>("x", $"{batch}, {Inputs}")
            .Constant("w1", Weights(1, Inputs, Hidden), Inputs, Hidden)
            .Constant("w2", Weights(2, Hidden, Outputs), Hidden, Outputs)
            .Node("Gemm", ["x", "w1"], ["h"])
            .Node("Relu", ["h"], ["r"])
            .Node("Gemm", ["r", "w2"], ["y"])
            .Output<float>("y");
        File.WriteAllBytes(_folder["model.onnx"], model.ToBytes());
    }

    private void WriteData()
    {
        const int Samples = 60;
        var values = OperatorAssert.Random(3, -2, 2, Samples, Inputs).Get<float>();
        var rows = values.Chunk(Inputs).Select(row => string.Join(',', row.Select(value => value.ToString(CultureInfo.InvariantCulture))));
        _folder.Write("data.csv", string.Join('\n', rows) + "\n");
    }
}
