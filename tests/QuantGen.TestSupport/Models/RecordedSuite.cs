using System.Globalization;
using QuantGen.Compiler.Calibration.Data;
using QuantGen.OnnxRuntime;

namespace QuantGen.TestSupport.Models;

/// <summary>Models of text, speech and bytes: the second table of <c>shared/models/README.md</c>, with the inputs recorded for them.</summary>
public static class RecordedSuite
{
    /// <summary>The list to extend: a model's path under <c>shared/models</c>, and where its data comes from.</summary>
    private static readonly Dictionary<string, Func<string, RecordedModel>> Models = new()
    {
        ["own/mnist_lstm_rows"] = name => new RecordedModel(name, Path(name), [Digits("mnist/calib_u8.npy")], [Digits("mnist/test_u8.npy")]),
        ["own/digits_bigru"] = name => new RecordedModel(name, Path(name), [Pixels("digits_mlp/calib.csv")], [Pixels("digits_mlp/test.csv")]),
        ["own/sms_bert"] = Messages,
        ["own/sms_bert_op17"] = Messages,
        ["public/silero_vad_16k_op15"] = name => Halves(
            name,
            Input<float>("input", "silero_vad_16k_op15/input_0_input.npy", SampleStacking.Whole),
            Input<float>("state", "silero_vad_16k_op15/input_1_state.npy", SampleStacking.Whole),
            new RecordedInput("sr", OrtTensor.Create([16000L]), SampleStacking.Constant)),
        ["public/dtln_1"] = name => Halves(
            name,
            Input<float>("input_2", "dtln_1/input_0_input_2.npy", SampleStacking.Whole),
            Input<float>("input_3", "dtln_1/input_1_input_3.npy", SampleStacking.Whole)),
        ["public/tract_byte_sb_bidi_lstm"] = name => Halves(name, Input<byte>("input", "ref/tract_byte_sb_bidi_lstm/input_0_input.npy", SampleStacking.Batch)),
        ["public/magika_v3_3"] = name => Halves(name, Input<int>("bytes", "magika_basic/bytes.npy", SampleStacking.Batch)),
        ["public/optimum_test_model"] = name => Halves(
            name,
            Input<long>("input_ids", "ref/optimum_test_model/input_0_input_ids.npy", SampleStacking.Batch),
            Input<long>("attention_mask", "ref/optimum_test_model/input_1_attention_mask.npy", SampleStacking.Batch)),
        ["public/basic_pitch"] = name => Halves(
            name, Input<float>("serving_default_input_2:0", "ref/basic_pitch/input_0_serving_default_input_2_0.npy", SampleStacking.Batch)),
        ["quantized/factorio_mnist"] = name => Halves(name, Input<float>("input", "ref/factorio_mnist/input_0_input.npy", SampleStacking.Batch)),
    };

    /// <summary>The models' names, in the order of the table that they come from.</summary>
    public static IReadOnlyCollection<string> Names => Models.Keys;

    /// <summary>A model and its data; skips the test when the machine does not have them.</summary>
    /// <exception cref="KeyNotFoundException">There is no such model in the suite.</exception>
    public static RecordedModel Load(string name)
    {
        return Models[name](name);
    }

    private static RecordedModel Messages(string name)
    {
        return new RecordedModel(name, Path(name), Inputs("calib"), Inputs("test"));

        static RecordedInput[] Inputs(string part)
        {
            return
            [
                Input<long>("input_ids", $"sms_spam/{part}_ids.npy", SampleStacking.Batch),
                Input<long>("attention_mask", $"sms_spam/{part}_mask.npy", SampleStacking.Batch),
            ];
        }
    }

    /// <summary>The first half of the samples to calibrate, the second to measure, as for a recording.</summary>
    private static RecordedModel Halves(string name, params RecordedInput[] inputs)
    {
        var count = inputs.Max(input => input.Count);
        return new RecordedModel(
            name, Path(name), [.. inputs.Select(input => input.Slice(0, count / 2))], [.. inputs.Select(input => input.Slice(count / 2, count - (count / 2)))]);
    }

    /// <summary>Handwritten digits, <c>[N, 1, 28, 28]</c>, 0 to 1.</summary>
    private static RecordedInput Digits(string file)
    {
        var pixels = NpyFile.ReadAll<byte>(SharedData.Models($"data/{file}"), out var shape);
        return new RecordedInput(
            "input", OrtTensor.Create(Array.ConvertAll(pixels, pixel => pixel / 255f), (int)shape[0], 1, 28, 28), SampleStacking.Batch);
    }

    /// <summary>Digits of 8 x 8 pixels, <c>[N, 64]</c>; a column after these is the label.</summary>
    private static RecordedInput Pixels(string file)
    {
        const int Count = 64;
        var rows = File.ReadLines(SharedData.Models($"data/{file}")).Skip(1)
            .Select(line => line.Split(',').Take(Count).Select(cell => float.Parse(cell, CultureInfo.InvariantCulture)))
            .ToArray();
        return new RecordedInput("input", OrtTensor.Create(rows.SelectMany(row => row).ToArray(), rows.Length, Count), SampleStacking.Batch);
    }

    private static string Path(string name)
    {
        return SharedData.Models($"{name}.onnx");
    }

    private static RecordedInput Input<T>(string name, string file, SampleStacking stacking)
        where T : unmanaged
    {
        return new RecordedInput(name, OrtTensor.Create(NpyFile.ReadAll<T>(SharedData.Models($"data/{file}"), out var shape), [.. shape]), stacking);
    }
}
