using System.Globalization;
using System.Runtime.InteropServices;
using QuantGen.OnnxRuntime;
using Xunit;

namespace QuantGen.EndToEnd.Tests.Generation;

/// <summary>Generated classes in a program of many threads: no wrong answer, and none that fails without saying so.</summary>
public sealed class ManyThreadsTests(GeneratedSuite suite) : IClassFixture<GeneratedSuite>
{
    /// <summary>The environment variable that says how many runs all threads make together, of each model.</summary>
    private const string Variable = "QUANTGEN_RUNS";

    private const int Threads = 8;

    private const int MostSamples = 32;

    private static readonly int Runs = int.Parse(Environment.GetEnvironmentVariable(Variable) ?? "4000", NumberStyles.None, CultureInfo.InvariantCulture);

    /// <summary>A model with an instance in each of eight threads; with two threads each, workers outnumber the processors.</summary>
    [SkippableTheory]
    [InlineData("own/digits_mlp", QuantizationMode.Static, 1)]
    [InlineData("own/digits_cnn/digits", QuantizationMode.Static, 1)]
    [InlineData("own/digits_cnn/digits", QuantizationMode.Static, 2)]
    [InlineData("own/digits_mlp", QuantizationMode.Dynamic, 1)]
    [InlineData("own/digits_cnn/digits", QuantizationMode.Dynamic, 2)]
    [InlineData("own/digits_mlp", QuantizationMode.WeightOnly, 1)]
    public void Instances_in_eight_threads_give_no_wrong_answer(string name, QuantizationMode mode, int threadsOfInstance)
    {
        var (model, samples, expected) = Measure(name, mode);
        var wrong = 0;
        var threads = Enumerable.Range(0, Threads).Select(thread => new Thread(() =>
        {
            using var instance = model.Open();
            instance.Threads = threadsOfInstance;
            var run = GeneratedModel.TypedRun(instance);
            float[][] outputs = [new float[expected[0].Length]];
            for (var i = 0; i < Runs / Threads; i++)
            {
                var sample = (i + thread) % samples.Length;
                run(samples[sample], outputs);
                if (!AreSameBits(expected[sample], outputs[0]))
                {
                    Interlocked.Increment(ref wrong);
                }
            }
        })).ToList();

        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());

        Assert.Equal(0, wrong);
    }

    [SkippableTheory]
    [InlineData(1)]
    [InlineData(2)]
    public void Instance_that_is_disposed_while_it_runs_finishes_and_then_refuses(int threadsOfInstance)
    {
        var (model, samples, expected) = Measure("own/digits_cnn/digits", QuantizationMode.Static);
        for (var round = 0; round < 5; round++)
        {
            var instance = model.Open();
            instance.Threads = threadsOfInstance;
            var run = GeneratedModel.TypedRun(instance);
            using var started = new ManualResetEventSlim();
            var runner = Task.Run(() =>
            {
                float[][] outputs = [new float[expected[0].Length]];
                for (var i = 0; ; i = (i + 1) % samples.Length)
                {
                    run(samples[i], outputs);
                    Assert.True(AreSameBits(expected[i], outputs[0]));
                    started.Set();
                }
            });
            started.Wait();

            while (!TryDispose(instance))
            {
                Thread.Yield();
            }

            Assert.Throws<ObjectDisposedException>(() => runner.GetAwaiter().GetResult());
        }
    }

    [SkippableFact]
    public void Instance_that_many_threads_share_answers_rightly_or_refuses()
    {
        var (model, samples, expected) = Measure("own/digits_cnn/digits", QuantizationMode.Static);
        using var instance = model.Open();
        var run = GeneratedModel.TypedRun(instance);
        var (answers, refusals) = (0, 0);
        Parallel.For(0, Runs, new ParallelOptions { MaxDegreeOfParallelism = Threads }, i =>
        {
            var sample = i % samples.Length;
            float[][] outputs = [[.. Enumerable.Repeat(float.NaN, expected[0].Length)]];
            try
            {
                run(samples[sample], outputs);
                Assert.True(AreSameBits(expected[sample], outputs[0]));
                Interlocked.Increment(ref answers);
            }
            catch (InvalidOperationException)
            {
                Assert.All(outputs[0], score => Assert.True(float.IsNaN(score)));
                Interlocked.Increment(ref refusals);
            }
        });

        Assert.True(answers > 0);
        Assert.Equal(Runs, answers + refusals);
    }

    private (GeneratedModel Model, float[][] Samples, float[][] Expected) Measure(string name, QuantizationMode mode)
    {
        var model = suite.Load(name, mode);
        var data = model.Compiled.Model.Data.Evaluation;
        OrtTensor[] samples = [.. Enumerable.Range(0, MostSamples).Select(i => data.Slice(i, 1))];
        return (model, [.. samples.Select(sample => sample.Get<float>())], [.. samples.Select(sample => model.Compiled.Run(sample, batch: 1)[0])]);
    }

    private static bool TryDispose(IQuantizedModel instance)
    {
        try
        {
            instance.Dispose();
            return true;
        }
        catch (InvalidOperationException)
        {
            // It is running.
            return false;
        }
    }

    private static bool AreSameBits(float[] expected, float[] actual)
    {
        return MemoryMarshal.Cast<float, int>(expected).SequenceEqual(MemoryMarshal.Cast<float, int>(actual));
    }
}
