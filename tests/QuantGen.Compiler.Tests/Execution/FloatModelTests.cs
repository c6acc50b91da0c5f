using QuantGen.Compiler.Diagnostics;
using QuantGen.TestSupport;
using QuantGen.TestSupport.Models;
using Xunit;

namespace QuantGen.Compiler.Tests.Execution;

public sealed class FloatModelTests : IDisposable
{
    private const int Pixels = 64;
    private const int Classes = 10;

    /// <summary>More than a chunk of any size, and no multiple of one.</summary>
    private const int Rows = 131;

    private static readonly string Digits = Path.Combine(SharedData.Repository, "samples", "Digits", "digits.onnx");

    private readonly FloatModel _model = FloatModel.Load(Digits);

    public void Dispose()
    {
        _model.Dispose();
    }

    [Fact]
    public void DescribesItsInputsAndOutputs()
    {
        var (input, output) = (Assert.Single(_model.Inputs), Assert.Single(_model.Outputs));
        Assert.Equal(("image", typeof(float)), (input.Name, input.ElementType));
        Assert.Equal([-1, 1, 8, 8], input.Shape);
        Assert.Equal("scores", output.Name);
        Assert.Equal([-1, Classes], output.Shape);
        Assert.Equal(input.Dimensions[0], output.Dimensions[0]);
    }

    [Fact]
    public void GivesEveryRowOfABatchTheBitsThatItHasAlone()
    {
        var images = Images(Rows);
        var batch = Run(images);
        for (var row = 0; row < Rows; row++)
        {
            var alone = Run(images[(row * Pixels)..((row + 1) * Pixels)]);
            Assert.Equal(alone, batch[(row * Classes)..((row + 1) * Classes)]);
        }
    }

    [Fact]
    public void ReadsTheShapeOfAnArrayOfTheInputsRank()
    {
        var images = Images(Rows);
        var shaped = new float[Rows, 1, 8, 8];
        Buffer.BlockCopy(images, 0, shaped, 0, images.Length * sizeof(float));
        var scores = new float[Rows, Classes];
        _model.Run(new Dictionary<string, Array> { ["image"] = shaped, ["scores"] = scores });
        Assert.Equal(Run(images), scores.Cast<float>());
    }

    [Fact]
    public void RunsAnEmptyBatch()
    {
        Assert.Empty(Run([]));
    }

    public static TheoryData<string, Array?, Array?> BadTensors => new()
    {
        { "no array for 'image'", null, new float[Classes] },
        { "no array for 'scores'", new float[Pixels], null },
        { "'image' holds System.Double", new double[Pixels], new float[Classes] },
        { "'image' has 65 elements", new float[Pixels + 1], new float[Classes] },
        { "'scores' has 9 elements; 10 are needed", new float[Pixels], new float[Classes - 1] },
    };

    [Theory]
    [MemberData(nameof(BadTensors))]
    public void RefusesTensorsThatDoNotFit(string message, Array? image, Array? scores)
    {
        var tensors = new[] { ("image", image), ("scores", scores) }
            .Where(pair => pair.Item2 is not null)
            .ToDictionary(pair => pair.Item1, pair => pair.Item2!);
        Assert.Contains(message, Assert.Throws<ArgumentException>(() => _model.Run(tensors)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void RefusesToRunOnceDisposed()
    {
        _model.Dispose();
        Assert.Throws<ObjectDisposedException>(() => Run(Images(1)));
    }

    [Fact]
    public void RefusesAFileThatIsNotThere()
    {
        Assert.Throws<CompilationException>(() => FloatModel.Load(Digits + ".missing"));
    }

    [Fact]
    public void RefusesAnOutputInTheArrayOfAnInput()
    {
        using var model = Load(new OnnxModelBuilder(13).Input<float>("x", "N, 3").Node("Relu", ["x"], ["y"]).Output<float>("y"));
        var shared = new float[6];
        Assert.Throws<ArgumentException>(() => model.Run(new Dictionary<string, Array> { ["x"] = shared, ["y"] = shared }));
    }

    [Fact]
    public void TellsOpenDimensionsApartByRankOnly()
    {
        using var model = Load(new OnnxModelBuilder(13).Input<float>("x", "N, T").Node("Relu", ["x"], ["y"]).Output<float>("y"));
        var result = new float[6];
        model.Run(new Dictionary<string, Array> { ["x"] = new float[2, 3] { { -1, 2, -3 }, { 4, -5, 6 } }, ["y"] = result });
        Assert.Equal([0, 2, 0, 4, 0, 6], result);

        var flat = new Dictionary<string, Array> { ["x"] = new float[6], ["y"] = result };
        Assert.Contains("dimensions", Assert.Throws<ArgumentException>(() => model.Run(flat)).Message, StringComparison.Ordinal);
    }

    private static FloatModel Load(OnnxModelBuilder builder)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, builder.ToBytes());
            return FloatModel.Load(path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static float[] Images(int count)
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, count * Pixels).Select(_ => random.Next(17) / 16f)];
    }

    private float[] Run(float[] images)
    {
        var scores = new float[images.Length / Pixels * Classes];
        _model.Run(new Dictionary<string, Array> { ["image"] = images, ["scores"] = scores });
        return scores;
    }
}
