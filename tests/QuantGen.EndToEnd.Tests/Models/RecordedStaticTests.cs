using QuantGen.Compiler;
using QuantGen.Compiler.Accuracy;
using QuantGen.Compiler.Execution;
using QuantGen.Compiler.Modes;
using QuantGen.Compiler.Quantization;
using QuantGen.EndToEnd.Tests.Export;
using QuantGen.TestSupport.Models;
using Xunit;

namespace QuantGen.EndToEnd.Tests.Models;

/// <summary>Static int8 on text, speech and bytes, in the attribute's default configuration, from few samples.</summary>
public sealed class RecordedStaticTests
{
    [SkippableTheory]
    [InlineData("own/mnist_lstm_rows", 100, 200)]
    [InlineData("own/digits_bigru", 100, 200)]
    [InlineData("own/sms_bert", 40, 100)]
    [InlineData("public/optimum_test_model", 4, 4)]
    [InlineData("public/silero_vad_16k_op15", 200, 200)]
    [InlineData("public/dtln_1", 120, 120)]
    [InlineData("public/tract_byte_sb_bidi_lstm", 4, 4)]
    [InlineData("public/magika_v3_3", 8, 8)]
    public void SqnrIsAtLeastOnnxRuntimesBest(string name, int calibration, int evaluation)
    {
        var model = RecordedSuite.Load(name);
        var best = Baseline.BestStatic()[name][0];

        var comparison = Compare(model, calibration, evaluation);

        Assert.All(comparison.Outputs, output => Assert.InRange(output.SqnrDb, best, double.PositiveInfinity));
    }

    private static ComparisonResult Compare(RecordedModel model, int calibration, int evaluation)
    {
        using var folder = model.WriteCalibration(calibration);
        var request = new CompileRequest { ClassName = "Model", RequestHash = "-", ModelPath = model.ModelPath, CalibrationPath = folder.Path };
        var graph = ModelCompiler.Load(model.ModelPath);
        var outcome = StaticCompilation.Run(graph, request, progress: null);
        using var runner = new ModelRunner(graph, QuantizationAssignment.Float());
        var samples = Enumerable.Range(0, Math.Min(evaluation, model.Count)).Select(i => QuantizedModel.ToSample(model.Sample(i)));
        return ModelComparison.Run(graph, runner, outcome.Assignment, samples, labels: null, progress: null);
    }
}
