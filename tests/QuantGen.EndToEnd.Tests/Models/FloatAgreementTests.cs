using QuantGen.Compiler.Calibration.Data;
using QuantGen.Compiler.Execution;
using QuantGen.Compiler.Onnx;
using QuantGen.Compiler.Passes;
using QuantGen.Compiler.Quantization;
using QuantGen.OnnxRuntime;
using QuantGen.TestSupport.Models;
using Xunit;

namespace QuantGen.EndToEnd.Tests.Models;

/// <summary>Our float executor against ONNX Runtime's float, on the whole static suite.</summary>
public sealed class FloatAgreementTests(StaticSuite suite) : IClassFixture<StaticSuite>
{
    private const int Samples = 8;

    public static TheoryData<string> Names => [.. StaticSuite.Names];

    [SkippableTheory]
    [MemberData(nameof(Names))]
    public void FloatExecutorAgreesWithOnnxRuntime(string name)
    {
        var model = suite.Load(name);
        var graph = OnnxModelReader.Read(model.ModelPath);
        GraphPasses.Normalize(graph);
        using var runner = new ModelRunner(graph, QuantizationAssignment.Float());
        using var session = OrtSession.Open(model.ModelPath);
        for (var i = 0; i < Math.Min(Samples, model.Data.Count); i++)
        {
            var input = model.Data.Evaluation.Slice(i, 1, keepAxis: true);
            var expected = session.Run(input);
            var sample = new CalibrationSample([new CalibrationArray(input.Get<float>(), [.. input.Dimensions.Select(d => (int)d)])]);
            var run = runner.Run(sample);
            foreach (var (value, reference) in graph.Outputs.Zip(expected))
            {
                var (ours, theirs) = (run.Read(value), reference.Get<float>());
                var magnitude = theirs.Max(MathF.Abs);
                Assert.Equal(theirs.Length, ours.Length);
                Assert.All(ours.Zip(theirs), pair => Assert.InRange(Math.Abs(pair.First - pair.Second), 0, 1e-4f * magnitude));
            }
        }
    }
}
