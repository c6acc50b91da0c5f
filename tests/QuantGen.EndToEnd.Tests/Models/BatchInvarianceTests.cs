using QuantGen.Compiler;
using QuantGen.Compiler.Execution;
using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;
using QuantGen.Compiler.Quantization;
using QuantGen.EndToEnd.Tests.Export;
using QuantGen.OnnxRuntime;
using QuantGen.TestSupport.Models;
using Xunit;

namespace QuantGen.EndToEnd.Tests.Models;

/// <summary>Each sample alone and within a batch gives the same bits, whatever is in the batch beside it.</summary>
public sealed class BatchInvarianceTests
{
    [SkippableTheory]
    [InlineData("own/sms_bert", 64, false)]
    [InlineData("own/sms_bert", 64, true)]
    [InlineData("public/optimum_test_model", 64, false)]
    [InlineData("public/optimum_test_model", 64, true)]
    [InlineData("public/tract_byte_sb_bidi_lstm", 8, true)]
    [InlineData("public/magika_v3_3", 3, true)]
    [InlineData("quantized/factorio_mnist", 64, true)]
    public void ASampleGivesTheSameBitsInEveryBatch(string name, int count, bool isStatic)
    {
        var model = RecordedSuite.Load(name);
        var graph = ModelCompiler.Load(model.ModelPath);
        var assignment = isStatic
            ? QuantizedModel.Create(graph, Enumerable.Range(0, Math.Min(4, model.Count)).Select(i => QuantizedModel.ToSample(model.Sample(i)))).Assignment
            : QuantizationAssignment.Float();
        var samples = Enumerable.Range(0, count).Select(i => model.Sample(i % model.Count)).ToArray();

        var alone = Run(graph, assignment, samples, 1);

        Assert.Equal(StepByStep(graph, assignment, samples[0]), alone[..(alone.Count / count)]);
        foreach (var batch in new[] { 2, 7, 64 }.Where(batch => batch <= count))
        {
            Assert.Equal(alone, Run(graph, assignment, samples, batch));
        }
    }

    /// <summary>The same sample, every node by a step of its own.</summary>
    private static List<int> StepByStep(ModelGraph graph, QuantizationAssignment assignment, OrtTensor[] sample)
    {
        using var runner = new ModelRunner(graph, assignment);
        var run = runner.Run(QuantizedModel.ToSample(sample));
        return [.. graph.Outputs.SelectMany(output => ((float[])run.Output(output)).Select(BitConverter.SingleToInt32Bits))];
    }

    /// <summary>Runs samples in batches and returns the bits of the outputs, sample after sample.</summary>
    private static List<int> Run(ModelGraph graph, QuantizationAssignment assignment, OrtTensor[][] samples, int batch)
    {
        var lowered = ModelLowering.Lower(graph, assignment);
        var plan = lowered.ToPlan(new PlanHeader("Test", "-", "-", "-", "-"));
        using var executor = new PlanExecutor(plan, lowered.Weights);
        var bits = new List<int>();
        foreach (var group in samples.Chunk(batch))
        {
            var inputs = graph.Inputs.Select((_, input) => OrtTensor.Stack([.. group.Select(sample => sample[input])])).ToArray();
            var symbols = SampleSymbols.Read(graph, QuantizedModel.ToSample(inputs));
            var ports = plan.Inputs.Zip(inputs).ToDictionary(pair => pair.First.Name, pair => pair.Second.Data, StringComparer.Ordinal);
            foreach (var output in plan.Outputs)
            {
                ports.Add(output.Name, new float[output.Shape.Aggregate(1L, (product, dimension) => product * dimension.Evaluate(symbols))]);
            }

            executor.Run(symbols, ports);
            bits.AddRange(plan.Outputs.SelectMany(output => ((float[])ports[output.Name]).Select(BitConverter.SingleToInt32Bits)));
        }

        return bits;
    }
}
