using QuantGen.TestSupport;
using Xunit;

namespace QuantGen.Compiler.Tests;

public sealed class ModelCompilerTests
{
    private static readonly string Digits = Path.Combine(SharedData.Repository, "samples", "Digits");

    [Fact]
    public void WritesTheSamePlanWhetherOrNotAnyoneWatches()
    {
        var watched = new Counter();
        var (alone, inView) = (Compile(null), Compile(watched));
        Assert.True(watched.Reports > 0);
        Assert.Equal(alone.Plan, inView.Plan);
        Assert.Equal(alone.Weights, inView.Weights);
        Assert.Equal(alone.Accuracy!.Outputs, inView.Accuracy!.Outputs);
    }

    [Fact]
    public void MeasuresOnAFifthOfTheSamplesAndCalibratesOnTheOthers()
    {
        var accuracy = Compile(null).Accuracy!;
        Assert.True(accuracy.HeldOut);
        Assert.Equal(40, accuracy.Samples);
    }

    private static CompileResult Compile(IProgress<CompileProgress>? progress)
    {
        var request = new CompileRequest
        {
            ClassName = "Digits",
            RequestHash = "sha256:" + new string('0', 64),
            ModelPath = Path.Combine(Digits, "digits.onnx"),
            CalibrationPath = Path.Combine(Digits, "calibration.csv"),
        };
        return ModelCompiler.Compile(request, progress);
    }

    private sealed class Counter : IProgress<CompileProgress>
    {
        public int Reports { get; private set; }

        public void Report(CompileProgress value)
        {
            Reports++;
        }
    }
}
