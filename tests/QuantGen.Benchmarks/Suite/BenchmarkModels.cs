using QuantGen.TestSupport.Models;
using QuantGen.Tool.CommandLine;
using static QuantGen.QuantizationMode;

namespace QuantGen.Benchmarks.Suite;

/// <summary>All models of <c>shared/models</c> and <c>shared/perf</c>: the list to extend.</summary>
internal static class BenchmarkModels
{
    public static IReadOnlyList<BenchmarkModel> All { get; } =
    [
        .. StaticSuite.Names.Select(name => new BenchmarkModel(name, Static)),
        new("own/mnist_lstm_rows", Dynamic),
        new("own/digits_bigru", Dynamic),
        new("own/sms_bert", Dynamic) { Shapes = Sequence("input_ids", "attention_mask", 64) },
        new("own/sms_bert_op17", Dynamic) { Shapes = Sequence("input_ids", "attention_mask", 64) },
        new("public/silero_vad_16k_op15", Dynamic)
        {
            Shapes = new Dictionary<string, int[]> { ["input"] = [1, 576] },
            Values = new Dictionary<string, long> { ["sr"] = 16_000 },
        },
        new("public/dtln_1", Dynamic),
        new("public/magika_v3_3", Dynamic),
        new("public/basic_pitch", Dynamic),
        new("public/tract_byte_sb_bidi_lstm", Dynamic) { Shapes = new Dictionary<string, int[]> { ["input"] = [1, 64] } },
        new("public/optimum_test_model", Dynamic) { Shapes = Sequence("input_ids", "attention_mask", 64) },
        new("quantized/mlperf_kws_tflite_int8_qdq", Imported),
        new("quantized/mlperf_kws_hybrid_weightonly", Imported),
        new("quantized/factorio_mnist_quantized", Imported),
        new("quantized/ort_conv_qdq_s8s8_perchannel", Imported),
        new("quantized/ort_conv_qdq_u8u8", Imported),
        new("quantized/ort_qdq_multi_consumer_fixed", Imported),
        new("quantized/tract_qtdnn", Imported) { Shapes = new Dictionary<string, int[]> { ["input"] = [101, 10] } },
        new("perf/resnet18", Static),
        new("perf/resnet50", Static),
        new("perf/mobilenet_v2", Static),
        new("perf/mobilenet_v3_small", Static),
        new("perf/efficientnet_b0", Static),
        new("perf/squeezenet1_1", Static),
        new("perf/shufflenet_v2_x1_0", Static),
        new("perf/minilm_l6_shape", Static, Dynamic),
        new("perf/minilm_l6_shape_op17", Dynamic),
        new("perf/minilm_l6_shape_op17_dyn", Dynamic) { Shapes = Sequence("input_ids", "attention_mask", "token_type_ids", 128) },
        new("perf/mlp_1024_4096", Static, Dynamic),
        new("perf/lstm_2x256", Dynamic) { Shapes = new Dictionary<string, int[]> { ["input"] = [1, 64, 80] } },
        new("perf/gru_2x256", Dynamic) { Shapes = new Dictionary<string, int[]> { ["input"] = [1, 64, 80] } },
    ];

    /// <summary>The models whose path is, or ends with, a name.</summary>
    /// <exception cref="UsageException">There is none.</exception>
    public static IReadOnlyList<BenchmarkModel> Named(string name)
    {
        BenchmarkModel[] models = [.. All.Where(model => model.Name == name || model.Name.EndsWith('/' + name, StringComparison.Ordinal))];
        return models.Length > 0
            ? models
            : throw new UsageException($"There is no model '{name}'. Models: {string.Join(", ", All.Select(model => model.Name))}.");
    }

    private static Dictionary<string, int[]> Sequence(string first, string second, int length)
    {
        return new Dictionary<string, int[]> { [first] = [1, length], [second] = [1, length] };
    }

    private static Dictionary<string, int[]> Sequence(string first, string second, string third, int length)
    {
        return new Dictionary<string, int[]>(Sequence(first, second, length)) { [third] = [1, length] };
    }
}
