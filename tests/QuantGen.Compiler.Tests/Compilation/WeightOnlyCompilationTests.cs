using System.Globalization;
using QuantGen.Compiler.Diagnostics;
using QuantGen.Compiler.Quantization;
using QuantGen.Compiler.Tests.Calibration;
using QuantGen.Compiler.Tests.Operators;
using QuantGen.Plan;
using QuantGen.TestSupport.Models;
using Xunit;

namespace QuantGen.Compiler.Tests.Compilation;

/// <summary>What WeightOnly mode makes of a request, through <see cref="ModelCompiler"/>.</summary>
public sealed class WeightOnlyCompilationTests : IDisposable
{
    private const int Inputs = 64;
    private const int Hidden = 256;
    private const string Product = "FixedPointMatrixProduct.Run";

    private readonly TemporaryFolder _folder = new();

    public WeightOnlyCompilationTests()
    {
        var model = new OnnxModelBuilder(13)
            .Input<float>("x", $"N, {Inputs}")
            .Constant("w", Weights(1, Inputs, Hidden), Inputs, Hidden)
            .Constant("b", Weights(2, Hidden), Hidden)
            .Constant("v", Weights(3, Hidden, 32), Hidden, 32)
            .Node("Gemm", ["x", "w", "b"], ["wide"])
            .Node("Relu", ["wide"], ["positive"])
            .Node("MatMul", ["positive", "v"], ["y"])
            .Output<float>("y");
        File.WriteAllBytes(_folder["model.onnx"], model.ToBytes());
        var rows = Enumerable.Range(0, 20).Select(row => string.Join(',', Weights(row, Inputs).Select(x => x.ToString(CultureInfo.InvariantCulture))));
        _folder.Write("data.csv", string.Join('\n', rows) + "\n");
    }

    public void Dispose()
    {
        _folder.Dispose();
    }

    /// <summary>Bytes of a weight, scales included; and what the formats reach here.</summary>
    [Theory]
    [InlineData(WeightFormat.Int8, false, 8.8, 45)]
    [InlineData(WeightFormat.Int4, false, 4.6, 18)]
    [InlineData(WeightFormat.Int4, true, 4.9, 19)]
    [InlineData(WeightFormat.Float16, false, 16.4, 65)]
    [InlineData(WeightFormat.BFloat16, false, 16.1, 48)]
    public void EveryFormatIsAsSmallAndAsExactAsItSays(WeightFormat format, bool zeroPoint, double bits, double sqnr)
    {
        var options = WeightOnly with { WeightFormat = format, WeightZeroPoint = zeroPoint };
        var result = ModelCompiler.Compile(Request(options) with { CalibrationPath = _folder["data.csv"] });
        var plan = PlanParser.Parse(result.Plan);
        Assert.Equal("WeightOnly", plan.Mode);
        var kernel = format is WeightFormat.Int8 or WeightFormat.Int4 ? Product : "CompressedMatrixProduct.Run";
        Assert.Equal(2, plan.Steps.Count(step => step.Kernel == kernel));
        var stored = plan.Constants.Where(constant => constant.Type == PlanElementType.UInt8).Sum(constant => (double)constant.Shape[0]);
        Assert.InRange(stored * 8 / ((Inputs * Hidden) + (Hidden * 32)), bits - 0.4, bits);
        Assert.InRange(result.Accuracy!.Outputs[0].SqnrDb, sqnr, sqnr + 15);
        Assert.NotNull(result.Report);
    }

    [Fact]
    public void ItNeedsNoData()
    {
        var result = ModelCompiler.Compile(Request(WeightOnly));
        Assert.Null(result.Accuracy);
        Assert.Empty(result.Diagnostics);
    }

    [Fact]
    public void ScalesOfChannelsAreListedAndThoseOfBlocksAreTold()
    {
        var channels = PlanParser.Parse(ModelCompiler.Compile(Request(WeightOnly)).Plan);
        Assert.Equal([Hidden, 32], channels.Scales.Select(scale => scale.Values.Count));

        var blocks = PlanParser.Parse(ModelCompiler.Compile(Request(WeightOnly with { WeightFormat = WeightFormat.Int4, BlockSize = 128 })).Plan);
        Assert.Empty(blocks.Scales);
        Assert.All(blocks.Steps, step => Assert.Contains(", int4 weights in blocks of 128, scales 0.", step.Title, StringComparison.Ordinal));
    }

    [Fact]
    public void TheBoundIsChecked()
    {
        var request = Request(WeightOnly with { MinimumSqnr = 200 }) with { CalibrationPath = _folder["data.csv"] };
        var exception = Assert.Throws<CompilationException>(() => ModelCompiler.Compile(request));
        Assert.StartsWith("Model.cs(6,2): error QG0241: ", Assert.Single(exception.Diagnostics).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void NamedNodesAndWeightsBeyondAFormatStayInFloat()
    {
        var named = PlanParser.Parse(ModelCompiler.Compile(Request(WeightOnly with { KeepFloatNodes = ["MatMul_2"] })).Plan);
        Assert.Equal([Product, "FloatMatrixProduct.Run"], named.Steps.Select(step => step.Kernel));

        var model = new OnnxModelBuilder(13)
            .Input<float>("x", "N, 2")
            .Constant("w", [1f, 2, 3, 70_000], 2, 2)
            .Node("MatMul", ["x", "w"], ["y"])
            .Output<float>("y");
        File.WriteAllBytes(_folder["model.onnx"], model.ToBytes());
        File.WriteAllText(_folder["data.csv"], "1,2\n3,4\n");
        var request = Request(WeightOnly with { WeightFormat = WeightFormat.Float16 }) with { CalibrationPath = _folder["data.csv"] };
        var node = Assert.Single(ModelCompiler.Compile(request).Accuracy!.FloatNodes);
        Assert.Contains("beyond what Float16 holds", node.Reason, StringComparison.Ordinal);
    }

    private static QuantizationOptions WeightOnly => new() { Mode = QuantizationMode.WeightOnly };

    private static float[] Weights(int seed, params ReadOnlySpan<int> shape)
    {
        return OperatorAssert.Random(seed, -1, 1, shape).Get<float>();
    }

    private CompileRequest Request(QuantizationOptions options)
    {
        return new CompileRequest
        {
            ClassName = "Model",
            RequestHash = $"sha256:{new string('0', 64)}",
            ModelPath = _folder["model.onnx"],
            Options = options,
            Declaration = new DiagnosticLocation("Model.cs", 6, 2),
        };
    }
}
