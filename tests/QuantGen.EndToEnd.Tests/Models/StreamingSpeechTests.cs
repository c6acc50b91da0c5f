using QuantGen.Compiler;
using QuantGen.Compiler.Calibration.Data;
using QuantGen.Compiler.Quantization;
using QuantGen.TestSupport;
using QuantGen.TestSupport.Models;
using QuantGen.Tool.Execution;
using Xunit;

namespace QuantGen.EndToEnd.Tests.Models;

/// <summary>A voice activity detector hears a whole recording chunk by chunk, its state carried from one call to the next by the caller.</summary>
public sealed class StreamingSpeechTests
{
    private const string Model = "public/silero_vad_16k_op15";

    /// <summary>A chunk is speech from this probability on.</summary>
    private const float Threshold = 0.5f;

    /// <summary>At most one decision in a hundred may differ.</summary>
    private const double LeastAgreement = 0.99;

    [SkippableTheory]
    [InlineData(QuantizationMode.Static)]
    [InlineData(QuantizationMode.Dynamic)]
    [InlineData(QuantizationMode.WeightOnly)]
    public void DecisionsAreThoseOfTheFloatModel(QuantizationMode mode)
    {
        var recording = RecordedSuite.Load(Model);
        using var folder = recording.WriteCalibration(mostSamples: 200);
        var request = new CompileRequest
        {
            ClassName = "Detector",
            RequestHash = "-",
            ModelPath = recording.ModelPath,
            CalibrationPath = mode == QuantizationMode.Static ? folder.Path : null,
            Options = new QuantizationOptions { Mode = mode },
        };
        var detector = GeneratedModel.Quantize(request);
        var decisions = Listen(detector);
        var expected = NpyFile.ReadAll<float>(SharedData.Models("data/silero_vad_16k_op15/output_0_output.npy"), out _).Select(IsSpeech).ToArray();

        Assert.Equal(expected.Length, decisions.Count);
        Assert.Contains(true, expected);
        Assert.Contains(false, expected);
        var same = decisions.Zip(expected).Count(pair => pair.First == pair.Second);
        Assert.InRange((double)same / expected.Length, LeastAgreement, 1);
    }

    private static List<bool> Listen(GeneratedModel model)
    {
        using var detector = model.CreateInstance();
        var chunks = NpyFile.ReadAll<float>(SharedData.Models("data/silero_vad_16k_op15/input_0_input.npy"), out var shape);
        var samples = chunks.Length / (int)shape[0];
        var (state, next) = (new float[2, 1, 128], new float[2, 1, 128]);
        var speech = new float[1, 1];
        var decisions = new List<bool>();
        foreach (var chunk in chunks.Chunk(samples))
        {
            var input = new float[1, samples];
            Buffer.BlockCopy(chunk, 0, input, 0, samples * sizeof(float));
            detector.Run(new Dictionary<string, Array>
            {
                ["input"] = input,
                ["state"] = state,
                ["sr"] = new long[] { 16000 },
                ["output"] = speech,
                ["stateN"] = next,
            });
            (state, next) = (next, state);
            decisions.Add(IsSpeech(speech[0, 0]));
        }

        return decisions;
    }

    private static bool IsSpeech(float probability)
    {
        return probability >= Threshold;
    }
}
