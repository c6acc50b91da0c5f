using QuantGen.Compiler;
using QuantGen.Compiler.Execution;
using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;
using QuantGen.Compiler.Modes;
using QuantGen.Compiler.Quantization;
using QuantGen.EndToEnd.Tests.Export;
using QuantGen.OnnxRuntime;
using QuantGen.TestSupport.Models;
using Xunit;

namespace QuantGen.EndToEnd.Tests.Models;

/// <summary>Each sample alone and within a batch gives the same bits, whatever is in the batch beside it, in every mode and on two threads.</summary>
public sealed class BatchInvarianceTests : IDisposable
{
    /// <summary>Numbers that may go into a model in a batch: big pictures and long sequences are few.</summary>
    private const int MostElements = 60_000;

    private static readonly int[] Batches = [2, 7, 64];

    private readonly StaticSuite _suite = new();

    public static TheoryData<string, string> ModelsAndModes()
    {
        var data = new TheoryData<string, string>();
        foreach (var name in StaticSuite.Names.Concat(RecordedSuite.Names))
        {
            foreach (var mode in new[] { "Float", nameof(QuantizationMode.Static), nameof(QuantizationMode.Dynamic), nameof(QuantizationMode.WeightOnly) })
            {
                data.Add(name, mode);
            }
        }

        return data;
    }

    public void Dispose()
    {
        _suite.Dispose();
    }

    [SkippableTheory]
    [MemberData(nameof(ModelsAndModes))]
    public void ASampleGivesTheSameBitsInEveryBatch(string name, string mode)
    {
        var model = StaticSuite.Names.Contains(name) ? _suite.LoadRecorded(name) : RecordedSuite.Load(name);
        var graph = ModelCompiler.Load(model.ModelPath);
        Skip.If(graph.Inputs.All(input => BatchAxis(input) is null), $"{name} has no open batch dimension");
        var assignment = Assign(graph, model, mode);
        var count = Math.Clamp(MostElements / model.Sample(0).Sum(input => input.Data.Length), 2, Batches[^1]);
        var samples = Enumerable.Range(0, count).Select(i => model.Sample(i % model.Count)).ToArray();

        var alone = Run(graph, assignment, samples, batch: 1, threads: 1);

        foreach (var batch in Batches.Select(batch => Math.Min(batch, count)).Distinct())
        {
            Assert.Equal(alone, Run(graph, assignment, samples, batch, threads: 1));
            Assert.Equal(alone, Run(graph, assignment, samples, batch, threads: 2));
        }
    }

    private static QuantizationAssignment Assign(ModelGraph graph, RecordedModel model, string mode)
    {
        if (mode == "Float")
        {
            return QuantizationAssignment.Float();
        }

        var options = new QuantizationOptions { Mode = Enum.Parse<QuantizationMode>(mode) };
        return options.Mode == QuantizationMode.Static
            ? QuantizedModel.Create(graph, Enumerable.Range(0, Math.Min(4, model.Count)).Select(i => QuantizedModel.ToSample(model.Sample(i)))).Assignment
            : QuantizationModes.Run(
                graph, new CompileRequest { ClassName = "Model", RequestHash = "-", ModelPath = model.ModelPath, Options = options }, progress: null).Assignment;
    }

    /// <summary>The axis that samples are joined along: the first open one, of an input that every sample brings anew.</summary>
    private static int? BatchAxis(Value input)
    {
        var axis = input.Dimensions.ToList().FindIndex(dimension => !dimension.IsConstant);
        return axis < 0 || input.Rank == 0 ? null : axis;
    }

    /// <summary>Runs samples in batches and returns the bits of the outputs, sample after sample.</summary>
    private static List<int> Run(ModelGraph graph, QuantizationAssignment assignment, OrtTensor[][] samples, int batch, int threads)
    {
        var lowered = ModelLowering.Lower(graph, assignment);
        var plan = lowered.ToPlan(new PlanHeader("Test", "-", "-", "-", "-"));
        using var executor = new PlanExecutor(plan, lowered.Weights) { Threads = threads };
        var bits = new List<int>();
        foreach (var group in samples.Chunk(batch))
        {
            var inputs = graph.Inputs.Select((input, index) => Join(input, [.. group.Select(sample => sample[index])])).ToArray();
            var symbols = SampleSymbols.Read(graph, QuantizedModel.ToSample(inputs));
            var ports = plan.Inputs.Zip(inputs).ToDictionary(pair => pair.First.Name, pair => pair.Second.Data, StringComparer.Ordinal);
            foreach (var output in plan.Outputs)
            {
                ports.Add(output.Name, new float[output.Shape.Aggregate(1L, (product, dimension) => product * dimension.Evaluate(symbols))]);
            }

            executor.Run(symbols, ports);
            for (var sample = 0; sample < group.Length; sample++)
            {
                bits.AddRange(graph.Outputs.Zip(plan.Outputs).SelectMany(pair =>
                    Part((float[])ports[pair.Second.Name], [.. pair.Second.Shape.Select(dimension => (int)dimension.Evaluate(symbols))], BatchAxis(pair.First), sample)));
            }
        }

        return bits;
    }

    /// <summary>Stacks the samples of an input along its batch axis; an input without one is the same in all of them.</summary>
    private static OrtTensor Join(Value input, OrtTensor[] samples)
    {
        if (BatchAxis(input) is not { } axis || samples.Length == 1)
        {
            return samples[0];
        }

        if (axis == 0)
        {
            return OrtTensor.Stack(samples);
        }

        var dimensions = samples[0].Dimensions.ToArray();
        var inner = dimensions[axis..].Aggregate(1, (product, size) => product * size);
        var data = new float[samples.Sum(sample => sample.Data.Length)];
        for (var index = 0; index < data.Length / inner; index++)
        {
            var (outer, sample) = Math.DivRem(index, samples.Length);
            samples[sample].Get<float>().AsSpan(outer * inner, inner).CopyTo(data.AsSpan(index * inner));
        }

        dimensions[axis] *= samples.Length;
        return OrtTensor.Create(data, dimensions);
    }

    /// <summary>What one sample of a batch gave.</summary>
    private static IEnumerable<int> Part(float[] values, int[] dimensions, int? axis, int sample)
    {
        if (axis is not { } batchAxis)
        {
            return values.Select(BitConverter.SingleToInt32Bits);
        }

        var inner = dimensions[(batchAxis + 1)..].Aggregate(1, (product, size) => product * size);
        return values.Where((_, index) => index / inner % dimensions[batchAxis] == sample).Select(BitConverter.SingleToInt32Bits);
    }
}
