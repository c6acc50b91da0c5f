using Google.Protobuf;
using QuantGen.Compiler;
using QuantGen.Compiler.Accuracy;
using QuantGen.Compiler.Execution;
using QuantGen.Compiler.Export;
using QuantGen.Compiler.Quantization;
using QuantGen.EndToEnd.Tests.Export;
using QuantGen.EndToEnd.Tests.Models;
using QuantGen.OnnxRuntime;
using QuantGen.TestSupport;
using QuantGen.TestSupport.Execution;
using QuantGen.TestSupport.Models;
using Xunit;

namespace QuantGen.EndToEnd.Tests.Modes;

/// <summary>Dynamic mode on the models of the static suite: what it costs, and that PerTensor means what its export means.</summary>
public sealed class DynamicSuiteTests : IDisposable
{
    private const int MostSamples = 200;

    /// <summary>Numbers that may go into a model in all: big pictures are few.</summary>
    private const int MostElements = 250_000;

    private readonly StaticSuite _suite = new();

    public static TheoryData<string> Names => [.. StaticSuite.Names];

    public void Dispose()
    {
        _suite.Dispose();
    }

    /// <summary>ONNX Runtime's figures come from calibration data, and from choosing among ten configurations on the very samples measured.</summary>
    [SkippableTheory]
    [MemberData(nameof(Names))]
    public void WithoutAnyDataSqnrIsNearOnnxRuntimesBestStatic(string name)
    {
        var best = Baseline.BestStatic().GetValueOrDefault(name, []);
        Skip.If(best.Length == 0, $"BASELINE.md has no figure for {name}");
        Assert.InRange(Sqnr(_suite.Load(name), MostSamples), best[0] - 0.5, double.PositiveInfinity);
    }

    [SkippableFact]
    public void SqnrOfMatrixProductsIsAtLeastOnnxRuntimes()
    {
        const string Name = "own/digits_mlp";
        AssertReaches(Name, Sqnr(_suite.Load(Name), int.MaxValue));
    }

    [SkippableTheory]
    [InlineData("own/mnist_lstm_rows", 200)]
    [InlineData("own/digits_bigru", 500)]
    [InlineData("own/sms_bert", 100)]
    [InlineData("public/dtln_1", 120)]
    [InlineData("public/magika_v3_3", 38)]
    [InlineData("public/tract_byte_sb_bidi_lstm", 4)]
    [InlineData("public/optimum_test_model", 4)]
    public void SqnrOfTextAndSpeechIsAtLeastOnnxRuntimes(string name, int samples)
    {
        OnnxRuntimeLibrary.Require();
        var options = new QuantizationOptions { Mode = QuantizationMode.Dynamic };
        AssertReaches(name, ModeMeasurement.Measure(RecordedSuite.Load(name), options, calibration: 0, samples).Sqnr);
    }

    /// <summary>The baseline's figures have one decimal.</summary>
    private static void AssertReaches(string name, double sqnr)
    {
        Assert.InRange(Math.Round(sqnr, 1), Baseline.Dynamic()[name][0], double.PositiveInfinity);
    }

    /// <summary>Models that compute nothing in float but what each element gives by itself: of sums the order would count.</summary>
    [SkippableTheory]
    [InlineData("own/digits_mlp", 7)]
    [InlineData("own/mnist_lenet", 3)]
    [InlineData("public/mnist", 1)]
    public void PerTensorGivesOnnxRuntimesBitsOnTheExport(string name, int batch)
    {
        OnnxRuntimeLibrary.Require();
        var model = _suite.Load(name);
        var input = model.Data.Evaluation.Slice(0, batch);
        var graph = ModelCompiler.Load(model.ModelPath);
        var assignment = Quantize(graph, ActivationScale.PerTensor);
        var actual = FloatExecution.Run(graph, assignment, [(graph.Inputs[0].Name, input)]);
        using var session = OrtSession.Open(DynamicExporter.Export(graph, assignment).ToByteArray());
        foreach (var (output, expected) in session.Run((graph.Inputs[0].Name, input)))
        {
            Assert.Equal(expected.Get<float>(), actual[output].Get<float>());
        }
    }

    private static QuantizationAssignment Quantize(Compiler.Graph.ModelGraph graph, ActivationScale scale)
    {
        return new DynamicQuantizer(graph, new QuantizationOptions { ActivationScale = scale }).Quantize(new HashSet<string>());
    }

    private static double Sqnr(SuiteModel model, int mostSamples)
    {
        var graph = ModelCompiler.Load(model.ModelPath);
        using var floatRunner = new ModelRunner(graph, QuantizationAssignment.Float());
        using var runner = new ModelRunner(graph, Quantize(graph, ActivationScale.PerRow));
        var meter = new ErrorMeter();
        var affordable = Math.Max(1, MostElements / model.Data.Evaluation.Slice(0, 1).Data.Length);
        for (var i = 0; i < Math.Min(Math.Min(mostSamples, affordable), model.Data.Count); i++)
        {
            var sample = QuantizedModel.ToSample(model.Data.Evaluation.Slice(i, 1, keepAxis: true));
            var (reference, quantized) = (floatRunner.Run(sample), runner.Run(sample));
            foreach (var output in graph.Outputs)
            {
                meter.Add(reference.Read(output), quantized.Read(output));
            }
        }

        return meter.SqnrDb;
    }
}
