using System.Runtime.InteropServices;
using QuantGen.Compiler;
using QuantGen.OnnxRuntime;
using QuantGen.TestSupport.Models;
using Xunit;

namespace QuantGen.EndToEnd.Tests.Generation;

/// <summary>Generated classes on inputs that nobody should give them: the results are those that docs/numerics.md says.</summary>
public sealed class WorstInputTests(GeneratedSuite suite) : IClassFixture<GeneratedSuite>
{
    private const int Seed = 20261121;

    /// <summary>A multilayer perceptron, convolutions with pooling, with a residual, with depthwise ones and lookup tables.</summary>
    private static readonly string[] Names = ["own/digits_mlp", "own/digits_cnn/digits", "own/mnist_resnet8", "public/mlperf_kws_f32"];

    public static TheoryData<string, QuantizationMode> Models
    {
        get
        {
            var models = new TheoryData<string, QuantizationMode>();
            foreach (var mode in new[] { QuantizationMode.Static, QuantizationMode.Dynamic, QuantizationMode.WeightOnly })
            {
                Names.ToList().ForEach(name => models.Add(name, mode));
            }

            return models;
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Models))]
    public void Any_floats_give_the_same_bits_alone_in_a_batch_and_on_two_threads(string name, QuantizationMode mode)
    {
        var model = suite.Load(name, mode);
        var input = Damage(model.Compiled.Model.Data.Evaluation.Slice(0, 8));
        var measured = model.Compiled.Run(input, batch: 1);
        using var instance = model.Open();
        foreach (var threads in new[] { 1, 2 })
        {
            instance.Threads = threads;
            AssertSameBits(measured, model.Compiled.Run(input, batch: 1, instance.Run));
            AssertSameBits(measured, model.Compiled.Run(input, batch: 8, instance.Run));
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Models))]
    public void Wrong_lengths_are_refused_before_anything_is_written(string name, QuantizationMode mode)
    {
        var model = suite.Load(name, mode);
        using var instance = model.Open();
        var run = GeneratedModel.TypedRun(instance);
        var input = model.Compiled.Model.Data.Evaluation.Slice(0, 1).Get<float>();
        var length = model.Compiled.Run(model.Compiled.Model.Data.Evaluation.Slice(0, 1), batch: 1)[0].Length;
        float[] scores = [.. Enumerable.Repeat(float.NaN, length)];

        foreach (var wrong in new[] { [], input[1..], [.. input, 0], [.. input, .. input] })
        {
            Assert.Throws<ArgumentException>(() => run(wrong, [scores]));
        }

        Assert.Throws<ArgumentException>(() => run(input, [[]]));
        Assert.Throws<ArgumentException>(() => run(input, [scores[1..]]));
        Assert.All(scores, score => Assert.True(float.IsNaN(score)));
    }

    [SkippableTheory]
    [InlineData(QuantizationMode.Static)]
    [InlineData(QuantizationMode.Dynamic)]
    public void Nan_counts_as_zero_and_infinities_saturate(QuantizationMode mode)
    {
        var model = suite.Load("own/digits_mlp", mode);
        using var instance = model.Open();
        var sample = model.Compiled.Model.Data.Evaluation.Slice(0, 1);
        var largest = sample.Get<float>().Max();

        AssertSameBits(Run([0, 0]), Run([float.NaN, -float.NaN]));
        AssertSameBits(Run([largest, 0]), Run([float.PositiveInfinity, float.NegativeInfinity]));
        Assert.All(Run([float.NaN, float.PositiveInfinity])[0], score => Assert.True(float.IsFinite(score)));

        float[][] Run(float[] pixels)
        {
            // The data has a pixel that is the largest elsewhere, and none below zero.
            var values = (float[])sample.Get<float>().Clone();
            var places = Enumerable.Range(0, values.Length).Where(i => values[i] == 0).Take(pixels.Length).ToArray();
            Assert.Equal(pixels.Length, places.Length);
            Array.ForEach(Enumerable.Range(0, pixels.Length).ToArray(), i => values[places[i]] = pixels[i]);
            return model.Compiled.Run(OrtTensor.Create(values, [.. sample.Dimensions]), batch: 1, instance.Run);
        }
    }

    [Fact]
    public void Indices_outside_of_a_table_are_refused_and_the_next_run_is_right()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, new OnnxModelBuilder(13)
                .Input<long>("ids", "N")
                .Constant<float>("table", [0, 10, 20, 30], 4)
                .Node("Gather", ["table", "ids"], ["y"])
                .Output<float>("y")
                .ToBytes());
            using var model = FloatModel.Load(path);
            foreach (var wrong in new[] { 4, -5, int.MaxValue, int.MinValue, 1L << 32, long.MaxValue, long.MinValue })
            {
                Assert.ThrowsAny<ArgumentException>(() => Run(model, 0, wrong, 2, 1));
                Assert.Equal([0, 30, 0, 10], Run(model, 0, 3, -4, 1));
            }
        }
        finally
        {
            File.Delete(path);
        }

        static float[] Run(FloatModel model, params long[] ids)
        {
            var result = new float[ids.Length];
            model.Run(new Dictionary<string, Array> { ["ids"] = ids, ["y"] = result });
            return result;
        }
    }

    /// <summary>A tenth of the elements become what no sensor gives.</summary>
    private static OrtTensor Damage(OrtTensor input)
    {
        float[] worst =
        [
            float.NaN, -float.NaN, float.PositiveInfinity, float.NegativeInfinity, float.MaxValue, float.MinValue, float.Epsilon, -float.Epsilon,
            -0f, 1e-38f, 1e38f, 3e9f, -3e9f, BitConverter.Int32BitsToSingle(0x7FA00001),
        ];
        var random = new Random(Seed);
        float[] values = [.. input.Get<float>().Select(value => random.Next(10) == 0 ? worst[random.Next(worst.Length)] : value)];
        return OrtTensor.Create(values, [.. input.Dimensions]);
    }

    private static void AssertSameBits(float[][] expected, float[][] actual)
    {
        foreach (var (left, right) in expected.Zip(actual))
        {
            Assert.Equal(MemoryMarshal.Cast<float, int>(left), MemoryMarshal.Cast<float, int>(right));
        }
    }
}
