using QuantGen.Compiler;
using QuantGen.Compiler.Execution;
using QuantGen.Compiler.Quantization;
using QuantGen.EndToEnd.Tests.Export;
using QuantGen.OnnxRuntime;
using QuantGen.TestSupport.Models;
using Xunit;

namespace QuantGen.EndToEnd.Tests.Models;

/// <summary>Our float executor against ONNX Runtime's float, on text, speech and bytes.</summary>
public sealed class RecordedFloatTests
{
    private const int Samples = 3;

    public static TheoryData<string> Names => [.. RecordedSuite.Names];

    [SkippableTheory]
    [MemberData(nameof(Names))]
    public void FloatExecutorAgreesWithOnnxRuntime(string name)
    {
        var model = RecordedSuite.Load(name);
        var graph = ModelCompiler.Load(model.ModelPath);
        using var runner = new ModelRunner(graph, QuantizationAssignment.Float());
        using var session = OrtSession.Open(model.ModelPath);
        for (var i = 0; i < Math.Min(Samples, model.Count); i++)
        {
            var inputs = model.Sample(i);
            var expected = session.Run(inputs);
            var run = runner.Run(QuantizedModel.ToSample(inputs));
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
