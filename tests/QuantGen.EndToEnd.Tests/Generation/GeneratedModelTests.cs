using System.Reflection;
using System.Runtime.InteropServices;
using QuantGen.Runtime;
using QuantGen.TestSupport.Models;
using Xunit;

namespace QuantGen.EndToEnd.Tests.Generation;

/// <summary>The generated classes of the static suite's models: what they compute, and how they behave.</summary>
public sealed class GeneratedModelTests(GeneratedSuite suite) : IClassFixture<GeneratedSuite>
{
    private const int MostSamples = 64;

    /// <summary>Numbers that may go into a model in all: big pictures are few.</summary>
    private const int MostElements = 200_000;

    private const string SmallModel = "own/digits_cnn/digits";

    /// <summary>Every model in every mode that makes sense for it.</summary>
    public static TheoryData<string, QuantizationMode> Models
    {
        get
        {
            var models = new TheoryData<string, QuantizationMode>();
            foreach (var mode in new[] { QuantizationMode.Static, QuantizationMode.Dynamic })
            {
                StaticSuite.Names.ToList().ForEach(name => models.Add(name, mode));
            }

            return models;
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Models))]
    public void Every_batch_size_and_number_of_threads_gives_the_bits_that_were_measured(string name, QuantizationMode mode)
    {
        var model = suite.Load(name, mode);
        var data = model.Compiled.Model.Data;
        var affordable = Math.Max(1, MostElements / data.Evaluation.Slice(0, 1).Data.Length);
        var input = data.Evaluation.Slice(0, Math.Min(Math.Min(MostSamples, data.Count), affordable));
        var measured = model.Compiled.Run(input, batch: 1);
        using var instance = model.Open();
        int[] batches = model.Compiled.Model.HasFixedBatch ? [1] : [1, 2, 7, MostSamples];
        foreach (var batch in batches)
        {
            AssertSameBits(measured, model.Compiled.Run(input, batch));
            foreach (var threads in new[] { 1, 2 })
            {
                instance.Threads = threads;
                AssertSameBits(measured, model.Compiled.Run(input, batch, instance.Run));
            }
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Models))]
    public void Run_allocates_nothing(string name, QuantizationMode mode)
    {
        using var running = new Running(suite.Load(name, mode));
        running.Run();

        var before = GC.GetAllocatedBytesForCurrentThread();
        running.Run();
        running.Run();

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [SkippableFact]
    public void Instances_share_the_weights_and_nothing_else()
    {
        var model = suite.Load(SmallModel);
        using var first = new Running(model);
        using var second = new Running(model);
        first.Run();
        second.Run();
        Assert.Equal(first.Outputs[0], second.Outputs[0]);

        first.Dispose();
        Array.Clear(second.Outputs[0]);
        second.Run();

        Assert.Equal(first.Outputs[0], second.Outputs[0]);
        var fields = model.Type.GetFields(BindingFlags.Instance | BindingFlags.Static | BindingFlags.NonPublic);
        Assert.True(Assert.Single(fields, field => field.FieldType == typeof(ModelWeights)).IsStatic);
        Assert.False(Assert.Single(fields, field => field.FieldType == typeof(ModelArena)).IsStatic);
    }

    [SkippableFact]
    public void Wrong_lengths_are_refused_before_anything_is_written()
    {
        using var running = new Running(suite.Load(SmallModel));
        Array.Fill(running.Outputs[0], float.NaN);

        Assert.Throws<ArgumentException>(() => running.Method(running.Input[1..], running.Outputs));
        Assert.Throws<ArgumentException>(() => running.Method([.. running.Input, 0], running.Outputs));
        Assert.Throws<ArgumentException>(() => running.Method(running.Input, [[.. running.Outputs[0], float.NaN]]));
        Assert.Throws<ArgumentException>(() => running.Method([], running.Outputs));

        Assert.All(running.Outputs[0], score => Assert.True(float.IsNaN(score)));
        running.Run();
        Assert.All(running.Outputs[0], score => Assert.True(float.IsFinite(score)));
    }

    [SkippableFact]
    public void Two_threads_in_one_instance_are_refused_and_do_not_disturb_each_other()
    {
        using var running = new Running(suite.Load("public/mnist"));
        running.Run();
        var expected = running.Outputs[0];
        var refused = false;

        Parallel.For(0, 2, new ParallelOptions { MaxDegreeOfParallelism = 2 }, _ =>
        {
            float[][] outputs = [new float[expected.Length]];
            while (!Volatile.Read(ref refused))
            {
                try
                {
                    running.Method(running.Input, outputs);
                    Assert.Equal(expected, outputs[0]);
                }
                catch (InvalidOperationException)
                {
                    Volatile.Write(ref refused, true);
                }
            }
        });

        running.Run();
        Assert.Equal(expected, running.Outputs[0]);
    }

    [SkippableFact]
    public void A_disposed_instance_refuses_to_run_and_may_be_disposed_again()
    {
        using var running = new Running(suite.Load(SmallModel));
        running.Dispose();

        Assert.Throws<ObjectDisposedException>(running.Run);
    }

    private static void AssertSameBits(float[][] expected, float[][] actual)
    {
        foreach (var (left, right) in expected.Zip(actual))
        {
            Assert.Equal(MemoryMarshal.Cast<float, int>(left), MemoryMarshal.Cast<float, int>(right));
        }
    }

    /// <summary>An instance with the arrays for one sample.</summary>
    private sealed class Running : IDisposable
    {
        private readonly IQuantizedModel _instance;

        public Running(GeneratedModel model)
        {
            _instance = model.Open();
            Method = GeneratedModel.TypedRun(_instance);
            var sample = model.Compiled.Model.Data.Evaluation.Slice(0, 1);
            var tensors = model.Compiled.Bind(sample);
            Input = sample.Get<float>();
            Outputs = [.. _instance.Outputs.Select(output => (float[])tensors[output.Name])];
        }

        public Action<float[], float[][]> Method { get; }

        public float[] Input { get; }

        public float[][] Outputs { get; }

        public void Run()
        {
            Method(Input, Outputs);
        }

        public void Dispose()
        {
            _instance.Dispose();
        }
    }
}
