using QuantGen.Compiler.Quantization;
using QuantGen.Compiler.Tests.Calibration;
using QuantGen.TestSupport;
using QuantGen.TestSupport.Mutation;
using Xunit;

namespace QuantGen.Compiler.Tests.Compilation;

/// <summary>
/// Damaged models of every kind, compiled as a build does it, the exported ONNX file and the report included: each ends in a diagnostic or in a plan.
/// </summary>
public sealed class MutatedCompilationTests : IDisposable
{
    private const int MutationsPerModel = 100;

    /// <summary>Of models that take a tenth of a second.</summary>
    private const int MutationsPerSlowModel = 25;

    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _folder.Dispose();
    }

    [SkippableTheory]
    [InlineData("own/digits_mlp.onnx", QuantizationMode.Dynamic)]
    [InlineData("own/digits_bigru.onnx", QuantizationMode.Dynamic)]
    [InlineData("own/mnist_lstm_rows.onnx", QuantizationMode.WeightOnly)]
    [InlineData("public/optimum_test_model.onnx", QuantizationMode.Dynamic)]
    [InlineData("public/optimum_test_model.onnx", QuantizationMode.WeightOnly)]
    [InlineData("own/sms_bert_op17.onnx", QuantizationMode.Dynamic)]
    [InlineData("public/silero_vad_16k_op15.onnx", QuantizationMode.Dynamic, MutationsPerSlowModel)]
    [InlineData("public/dtln_1.onnx", QuantizationMode.WeightOnly, MutationsPerSlowModel)]
    [InlineData("quantized/mlperf_kws_tflite_int8_qdq.onnx", QuantizationMode.Imported)]
    [InlineData("quantized/mlperf_kws_hybrid_weightonly.onnx", QuantizationMode.Imported)]
    [InlineData("quantized/factorio_mnist_quantized.onnx", QuantizationMode.Imported)]
    public void Mutated_model_without_data(string name, QuantizationMode mode, int mutations = MutationsPerModel)
    {
        var original = File.ReadAllBytes(SharedData.Models(name));
        var request = Request() with { Options = new QuantizationOptions { Mode = mode } };
        Check($"{mode}: {name}", request, original, () => Compile(request), mutations);
    }

    /// <summary>Weights of 4 bits in blocks: <c>MatMulNBits</c>, as <c>WeightOnly</c> exports it.</summary>
    [SkippableFact]
    public void Mutated_model_with_blocks_of_four_bits()
    {
        var options = new QuantizationOptions { Mode = QuantizationMode.WeightOnly, WeightFormat = WeightFormat.Int4, WeightZeroPoint = true };
        var exported = ModelCompiler.Compile(Request() with { ModelPath = SharedData.Models("own/digits_mlp.onnx"), Options = options }).ToOnnx!();
        var request = Request() with { Options = new QuantizationOptions { Mode = QuantizationMode.Imported } };
        Check("Imported: MatMulNBits", request, exported, () => Compile(request));
    }

    /// <summary>The table follows the model: what is stale would be noticed before anything is compiled.</summary>
    [SkippableTheory]
    [InlineData("own/digits_mlp.onnx", "data/digits_mlp/calib.csv")]
    [InlineData("own/digits_bigru.onnx", "data/digits_mlp/calib.csv")]
    public void Mutated_model_with_a_scale_table(string name, string data)
    {
        var model = SharedData.Models(name);
        var request = Request() with { ScaleTablePath = _folder["scales.json"] };
        var table = ModelCompiler.Compile(request with { ModelPath = model, CalibrationPath = SharedData.Models(data) }).ScaleTable!;
        var hash = ContentHash.OfFile(model);
        Check($"Static from a table: {name}", request, File.ReadAllBytes(model), () =>
        {
            File.WriteAllText(request.ScaleTablePath!, table.Replace(hash, ContentHash.OfFile(request.ModelPath), StringComparison.Ordinal));
            Compile(request);
        });
    }

    /// <summary>What was damaged runs here, too: over the calibration data, in float and in integers.</summary>
    [SkippableTheory]
    [InlineData("own/digits_mlp.onnx")]
    [InlineData("own/digits_bigru.onnx")]
    public void Mutated_model_with_data(string name)
    {
        const int Samples = 12;
        var lines = File.ReadLines(SharedData.Models("data/digits_mlp/calib.csv")).Take(Samples);
        var request = Request() with { CalibrationPath = _folder.Write("data.csv", string.Join('\n', lines)) };
        Check($"Static from data: {name}", request, File.ReadAllBytes(SharedData.Models(name)), () => Compile(request), MutationsPerSlowModel);
    }

    private CompileRequest Request()
    {
        return new CompileRequest { ClassName = "Mutated", RequestHash = ContentHash.OfText(""), ModelPath = _folder["model.onnx"] };
    }

    private static void Check(string subject, CompileRequest request, byte[] original, Action compile, int mutations = MutationsPerModel)
    {
        MutationRun.Check(
            subject,
            request.ModelPath,
            mutations,
            seed => seed % 2 == 0 ? new ByteMutator(seed).Mutate(original) : new OnnxMutator(seed).Mutate(original),
            compile);
    }

    private static void Compile(CompileRequest request)
    {
        var result = ModelCompiler.Compile(request);
        Assert.NotEmpty(result.ToOnnx!());
        Assert.NotEmpty(result.Report!);
    }
}
