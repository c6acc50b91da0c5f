using System.Numerics.Tensors;
using System.Reflection;
using Xunit;

namespace QuantGen.Generators.Tests;

/// <summary>The generated class, compiled without warnings in a strict project, and run.</summary>
public class GeneratedClassTests
{
    private delegate void RunSpans(ReadOnlySpan<float> image, Span<float> scores);

    private delegate void RunTensors(in ReadOnlyTensorSpan<float> image, in TensorSpan<float> scores);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(11)]
    public void Run_works_through_any_batch(int batch)
    {
        using var model = Classifier();
        var image = Image(batch);
        var scores = new float[batch * 4];

        Spans(model)(image, scores);

        Assert.Equal(SnippetSamples.Classify(image), scores);
    }

    [Fact]
    public void Run_takes_tensors()
    {
        using var model = Classifier();
        var image = Image(5);
        var scores = new float[20];

        Tensors(model)(new ReadOnlyTensorSpan<float>(image, [5, 1, 2, 4]), new TensorSpan<float>(scores, [5, 4]));

        Assert.Equal(SnippetSamples.Classify(image), scores);
    }

    [Fact]
    public void Run_by_name_takes_flat_and_shaped_arrays()
    {
        using var model = Classifier();
        var image = Image(2);
        var scores = new float[2, 4];

        model.Run(new Dictionary<string, Array> { ["input"] = image, ["output"] = scores });

        Assert.Equal(SnippetSamples.Classify(image), scores.Cast<float>());
    }

    [Fact]
    public void Wrong_sizes_are_refused_before_anything_is_written()
    {
        using var model = Classifier();
        var scores = Enumerable.Repeat(float.NaN, 8).ToArray();

        Refuses("image", "not a multiple of 8", () => Spans(model)(new float[9], scores));
        Refuses("scores", "has 8 elements; 4 are needed", () => Spans(model)(Image(1), scores));
        Refuses("scores", "[2, 4] is needed", () =>
            Tensors(model)(new ReadOnlyTensorSpan<float>(Image(2), [2, 1, 2, 4]), new TensorSpan<float>(scores, [4, 2])));
        Refuses("image", "more than 0 dimensions", () =>
            Tensors(model)(new ReadOnlyTensorSpan<float>(), new TensorSpan<float>(scores, [2, 4])));
        Refuses("image", "dense", () =>
            Tensors(model)(new ReadOnlyTensorSpan<float>(new float[32], [2, 1, 2, 4], [16, 0, 4, 1]), new TensorSpan<float>(scores, [2, 4])));
        Refuses("tensors", "no array for 'output'", () => model.Run(new Dictionary<string, Array> { ["input"] = Image(2) }));
        Refuses("tensors", "holds System.Double", () =>
            model.Run(new Dictionary<string, Array> { ["input"] = new double[16], ["output"] = scores }));

        Assert.All(scores, score => Assert.True(float.IsNaN(score)));
    }

    [Fact]
    public void An_output_over_an_input_is_refused()
    {
        using var model = Classifier();
        var memory = Image(2);
        var before = memory.ToArray();

        Refuses("scores", "overlaps 'image'", () => Spans(model)(memory, memory.AsSpan(8)));

        Assert.Equal(before, memory);
    }

    [Fact]
    public void An_output_over_another_output_is_refused()
    {
        var step = SnippetSamples.ClassifierPlan[SnippetSamples.ClassifierPlan.IndexOf("step dequantizeOutput", StringComparison.Ordinal)..];
        var plan = SnippetSamples.ClassifierPlan.Replace("weights 256", "output again \"again\" float32 [N, 4]\nweights 256", StringComparison.Ordinal)
            + step.Replace("dequantizeOutput", "dequantizeAgain", StringComparison.Ordinal).Replace("%scores", "%again", StringComparison.Ordinal);
        using var model = Load(GeneratorHarness.Run(SnippetSamples.Classifier, plan));
        var (image, scores, again) = (Image(2), new float[8], new float[8]);

        model.Run(new Dictionary<string, Array> { ["input"] = image, ["output"] = scores, ["again"] = again });

        Assert.Equal(scores, again);
        Refuses("again", "overlaps 'scores'", () =>
            model.Run(new Dictionary<string, Array> { ["input"] = image, ["output"] = scores, ["again"] = scores }));
    }

    [Fact]
    public void A_disposed_model_does_not_run()
    {
        var model = Classifier();
        model.Dispose();

        var exception = Assert.Throws<ObjectDisposedException>(() => Spans(model)(Image(1), new float[4]));
        Assert.StartsWith("This model instance was disposed.", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_that_failed_runs_again()
    {
        using var model = Classifier();
        Assert.Throws<ArgumentException>(() => Spans(model)(new float[9], new float[4]));
        Spans(model)(Image(1), new float[4]);
    }

    [Fact]
    public void It_tells_its_inputs_outputs_and_scales()
    {
        using var model = Classifier();
        var type = model.GetType();

        var input = Assert.Single(model.Inputs);
        Assert.Equal("input: Single [N, 1, 2, 4]", input.ToString());
        Assert.Equal(("input", typeof(float)), (input.Name, input.ElementType));
        Assert.Equal([-1, 1, 2, 4], input.Shape);
        Assert.Equal(["N", "1", "2", "4"], input.Dimensions);
        Assert.Equal([-1, 4], Assert.Single(model.Outputs).Shape);
        Assert.Equal(8, type.GetField("ImageLength")!.GetRawConstantValue());
        Assert.Equal(0.5f, type.GetNestedType("Scales")!.GetField("Relu1")!.GetRawConstantValue());
        Assert.Equal(128, type.GetNestedType("Scales")!.GetField("Relu1ZeroPoint")!.GetRawConstantValue());
    }

    [Fact]
    public void A_header_only_plan_gives_the_same_methods_which_say_to_build()
    {
        var header = SnippetSamples.ClassifierPlan[..SnippetSamples.ClassifierPlan.IndexOf("weights", StringComparison.Ordinal)];
        using var model = Load(GeneratorHarness.Run(SnippetSamples.Classifier, header));
        using var built = Classifier();

        Assert.Contains("build the project", Assert.Throws<InvalidOperationException>(() => Spans(model)(Image(1), new float[4])).Message);
        Assert.Equal(Members(built), Members(model));
    }

    private static IEnumerable<string> Members(IQuantizedModel model)
    {
        return model.GetType()
            .GetMembers(BindingFlags.Public | BindingFlags.DeclaredOnly | BindingFlags.Instance | BindingFlags.Static)
            .Select(member => member.ToString()!)
            .Where(member => !member.Contains("Scales", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);
    }

    private static void Refuses(string parameter, string reason, Action run)
    {
        var exception = Assert.ThrowsAny<ArgumentException>(run);
        Assert.Equal(parameter, exception.ParamName);
        Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
    }

    private static float[] Image(int batch)
    {
        return [.. Enumerable.Range(0, batch * 8).Select(i => (i * 37 % 101) - 50.25f)];
    }

    private static IQuantizedModel Classifier()
    {
        return Load(GeneratorHarness.Run(SnippetSamples.Classifier, SnippetSamples.ClassifierPlan));
    }

    private static IQuantizedModel Load(GeneratorOutcome outcome)
    {
        var assembly = GeneratorHarness.Load(outcome, (SnippetSamples.ClassifierWeights, SnippetSamples.ClassifierWeightBytes));
        return (IQuantizedModel)Activator.CreateInstance(assembly.GetType("Samples.Digits.DigitClassifier")!)!;
    }

    private static RunSpans Spans(IQuantizedModel model)
    {
        return model.GetType().GetMethod("Run", [typeof(ReadOnlySpan<float>), typeof(Span<float>)])!.CreateDelegate<RunSpans>(model);
    }

    private static RunTensors Tensors(IQuantizedModel model)
    {
        return model.GetType()
            .GetMethod("Run", [typeof(ReadOnlyTensorSpan<float>).MakeByRefType(), typeof(TensorSpan<float>).MakeByRefType()])!
            .CreateDelegate<RunTensors>(model);
    }
}
