using QuantGen.OnnxRuntime;
using QuantGen.TestSupport;
using QuantGen.TestSupport.Execution;
using Xunit;

namespace QuantGen.EndToEnd.Tests.Models;

/// <summary>Models with LSTM and GRU layers in float, against ONNX Runtime.</summary>
public sealed class RecurrentModelTests
{
    private const double Tolerance = 1e-4;

    [SkippableTheory]
    [InlineData("own/mnist_lstm_rows.onnx", "input", 3, 1, 28, 28)]
    [InlineData("own/digits_bigru.onnx", "input", 3, 64)]
    public void AgreesInFloat(string model, string input, params int[] shape)
    {
        Agrees(model, (input, OrtTensor.Create(Pixels(shape.Aggregate(1, (product, size) => product * size)), shape)));
    }

    [SkippableFact]
    public void StreamingSpeechAgreesInFloat()
    {
        Agrees(
            "public/dtln_1.onnx",
            ("input_2", OrtTensor.Create(Pixels(257), 1, 1, 257)),
            ("input_3", OrtTensor.Create(Pixels(512), 1, 2, 128, 2)));
    }

    [SkippableFact]
    public void TextAgreesInFloat()
    {
        var text = "A sentence ends here. Another one begins, and 3.14 is no end."u8;
        Agrees("public/tract_byte_sb_bidi_lstm.onnx", ("input", OrtTensor.Create<byte>([.. text, .. text], 2, text.Length)));
    }

    private static void Agrees(string model, params (string Name, OrtTensor Tensor)[] inputs)
    {
        var path = SharedData.Models(model);
        using var session = OrtSession.Open(path);
        var actual = FloatExecution.Run(path, inputs);
        foreach (var (name, expected) in session.Run(inputs))
        {
            var magnitude = expected.Get<float>().Max(MathF.Abs);
            TensorAssert.Close(expected, actual[name], 0, Tolerance * magnitude, name);
        }
    }

    private static float[] Pixels(int count)
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextSingle())];
    }
}
