using QuantGen.Compiler.Calibration.Data;
using QuantGen.OnnxRuntime;
using QuantGen.TestSupport;
using QuantGen.TestSupport.Models;
using Xunit;

namespace QuantGen.EndToEnd.Tests.Support;

/// <summary>The suite's preprocessing is right when ONNX Runtime's float reaches the accuracy that the models are known for.</summary>
public sealed class StaticSuiteTests(StaticSuite suite) : IClassFixture<StaticSuite>
{
    public static TheoryData<string> Names => [.. StaticSuite.Names];

    [SkippableTheory]
    [InlineData("own/digits_cnn/digits", 500, 0.992)]
    [InlineData("own/digits_mlp", 500, 0.966)]
    [InlineData("own/breast_cancer_mlp", 169, 0.982)]
    [InlineData("own/breast_cancer_mlp_raw", 169, 0.982)]
    [InlineData("own/mnist_lenet", 1000, 0.990)]
    [InlineData("own/mnist_resnet8", 1000, 0.990)]
    [InlineData("own/mnist_resnet8_bn", 1000, 0.990)]
    [InlineData("own/mnist_mobilenetv2ish", 1000, 0.985)]
    [InlineData("public/mlperf_kws_f32", 900, 0.912)]
    [InlineData("public/mlperf_kws_f32_bn", 900, 0.912)]
    public void FloatAccuracyIsTheDocumentedOne(string name, int count, double accuracy)
    {
        Assert.Equal(count, suite.Load(name).Data.Count);
        Assert.Equal(accuracy, FloatAccuracy(name), tolerance: 0.0006);
    }

    [SkippableTheory]
    [InlineData("public/mnist", 0.975)]
    [InlineData("public/burn_mnist", 0.98)]
    public void ModelsWithoutADocumentedAccuracyKnowTheirDigits(string name, double atLeast)
    {
        Assert.InRange(FloatAccuracy(name), atLeast, 1);
    }

    [SkippableTheory]
    [MemberData(nameof(Names))]
    public void CalibrationDataFitsTheModelAndIsDisjointFromEvaluation(string name)
    {
        var model = suite.Load(name);
        using var session = OrtSession.Open(model.ModelPath);

        var expected = session.Inputs[0].Dimensions;
        Assert.Equal(model.HasFixedBatch, expected[0] > 0);
        Assert.Equal(expected.Skip(1), model.Data.Evaluation.Dimensions.Skip(1));
        if (Path.GetExtension(model.Data.CalibrationPath) == ".npy")
        {
            var calibration = NpyFile.ReadAll<float>(model.Data.CalibrationPath, out var shape);
            Assert.Equal(expected.Skip(1), shape.Skip(1));
            var evaluation = model.Data.Evaluation.Get<float>();
            var length = calibration.Length / shape[0];
            Assert.DoesNotContain(evaluation.Chunk(length), sample => calibration.Chunk(length).Any(sample.SequenceEqual));
        }
    }

    [SkippableFact]
    public void SuperResolutionEnlargesTheLuminance()
    {
        var model = suite.Load("public/super_resolution_10");
        var photo = model.Data.Evaluation.Slice(0, 1);

        var enlarged = ModelOracle.Run(model.ModelPath, [photo]).Values.Single();

        Assert.Equal([1, 1, 672, 672], enlarged.Dimensions);
        Assert.Equal(photo.Get<float>().Average(), enlarged.Get<float>().Average(), tolerance: 0.02);
    }

    private double FloatAccuracy(string name)
    {
        var model = suite.Load(name);
        return model.Data.Accuracy(ModelOracle.Run(model.ModelPath, [model.Data.Evaluation]).Values.Single());
    }
}
