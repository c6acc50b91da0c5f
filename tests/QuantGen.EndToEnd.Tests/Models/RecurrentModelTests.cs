using Google.Protobuf;
using QuantGen.Compiler;
using QuantGen.Compiler.Accuracy;
using QuantGen.Compiler.Calibration.Data;
using QuantGen.Compiler.Execution;
using QuantGen.Compiler.Export;
using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Quantization;
using QuantGen.EndToEnd.Tests.Export;
using QuantGen.OnnxRuntime;
using QuantGen.TestSupport;
using QuantGen.TestSupport.Execution;
using QuantGen.TestSupport.Models;
using Xunit;

namespace QuantGen.EndToEnd.Tests.Models;

/// <summary>Models with LSTM and GRU layers, against ONNX Runtime in float and against what its int8 reaches.</summary>
public sealed class RecurrentModelTests
{
    private const double Tolerance = 1e-4;

    private const int CalibrationSamples = 50;

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

    /// <summary>Both are fed the data of another model: the pixels of the same digits.</summary>
    [SkippableTheory]
    [InlineData("own/digits_bigru", "own/digits_mlp", 500)]
    [InlineData("own/mnist_lstm_rows", "own/mnist_lenet", 200)]
    public void SqnrIsAtLeastOnnxRuntimes(string name, string pixels, int count)
    {
        using var suite = new StaticSuite();
        var data = suite.Load(pixels).Data;
        var graph = ModelCompiler.Load(SharedData.Models($"{name}.onnx"));
        CalibrationSample[] samples = [.. Enumerable.Range(0, count).Select(i => QuantizedModel.ToSample(data.Evaluation.Slice(i, 1, keepAxis: true)))];
        var quantized = QuantizedModel.Create(graph, samples[^CalibrationSamples..]);
        Assert.InRange(Sqnr(graph, quantized.Assignment, samples[..^CalibrationSamples]), Baseline.BestStatic()[name][0], double.PositiveInfinity);
        // The table has one decimal.
        Assert.InRange(Sqnr(graph, Dynamic(graph), samples), Baseline.Dynamic()[name][0] - 0.05, double.PositiveInfinity);
    }

    [SkippableTheory]
    [InlineData("public/dtln_1", 60)]
    [InlineData("public/tract_byte_sb_bidi_lstm", 4)]
    public void DynamicSqnrIsAtLeastOnnxRuntimes(string name, int count)
    {
        var model = RecordedSuite.Load(name);
        var graph = ModelCompiler.Load(model.ModelPath);
        var samples = Enumerable.Range(0, count).Select(i => QuantizedModel.ToSample(model.Sample(i)));
        Assert.InRange(Sqnr(graph, Dynamic(graph), samples), Baseline.Dynamic()[name][0], double.PositiveInfinity);
    }

    [SkippableTheory]
    [InlineData("own/mnist_lstm_rows.onnx", 1, 28, 28)]
    [InlineData("own/digits_bigru.onnx", 64)]
    public void TheExportedModelAgrees(string name, params int[] shape)
    {
        var graph = ModelCompiler.Load(SharedData.Models(name));
        var assignment = Dynamic(graph);
        var input = OrtTensor.Create(Pixels(shape.Aggregate(1, (product, size) => product * size)), [1, .. shape]);
        using var session = OrtSession.Open(DynamicExporter.Export(graph, assignment).ToByteArray());
        var expected = session.Run(("input", input))["output"];
        var actual = FloatExecution.Run(graph, assignment, [("input", input)])["output"];
        // Hidden states are float in the exported model; the last product quantizes them again, where a near-tie falls on one side or the other.
        TensorAssert.Close(expected, actual, 0, 5e-3 * expected.Get<float>().Max(MathF.Abs), name);
    }

    private static QuantizationAssignment Dynamic(ModelGraph graph)
    {
        return new DynamicQuantizer(graph, new QuantizationOptions { Mode = QuantizationMode.Dynamic }).Quantize(new HashSet<string>());
    }

    /// <summary>Of all outputs together.</summary>
    private static double Sqnr(ModelGraph graph, QuantizationAssignment assignment, IEnumerable<CalibrationSample> samples)
    {
        using var floatRunner = new ModelRunner(graph, QuantizationAssignment.Float());
        using var runner = new ModelRunner(graph, assignment);
        var meter = new ErrorMeter();
        foreach (var sample in samples)
        {
            var (reference, quantized) = (floatRunner.Run(sample), runner.Run(sample));
            foreach (var output in graph.Outputs)
            {
                meter.Add(reference.Read(output), quantized.Read(output));
            }
        }

        return meter.SqnrDb;
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
