namespace QuantGen.Build.Tests;

/// <summary>A class in Dynamic mode, in a real build.</summary>
public sealed class DynamicBuildTests : IDisposable
{
    /// <summary>The second of three images, beside an empty one and one of enormous values, and alone.</summary>
    private const string Program =
        """
        using var classifier = new Samples.DigitClassifier();
        float[] image = [.. Enumerable.Range(0, 64).Select(pixel => pixel % 17 / 16f)];
        float[] images = [.. new float[64], .. image, .. image.Select(pixel => 1e20f * pixel)];
        var (alone, together) = (new float[10], new float[30]);
        classifier.Run(image, alone);
        classifier.Run(images, together);
        Console.WriteLine(together.AsSpan(10, 10).SequenceEqual(alone) && alone.Distinct().Count() == 10);
        """;

    private readonly TestProject _project = new();

    public void Dispose()
    {
        _project.Dispose();
    }

    [Fact]
    public void Needs_no_data_and_gives_a_row_the_same_result_in_every_batch()
    {
        File.Delete(_project[TestProject.Data]);
        _project.Write("Program.cs", Program);
        Declare("");

        var result = _project.BuildCleanly();

        Assert.True(result.CompiledModel, result.Output);
        Assert.Equal("True", _project.RunProgram());

        Declare(", ActivationScale = ActivationScale.PerTensor");
        var mixing = _project.Build("--no-restore");

        Assert.True(mixing.Succeeded, mixing.Output);
        Assert.Contains("DigitClassifier.cs(4,2): warning QG0213: ", mixing.Output, StringComparison.Ordinal);
        Assert.Equal("False", _project.RunProgram());
    }

    private void Declare(string arguments)
    {
        _project.Write("DigitClassifier.cs", TestProject.Declaration
            .Replace("QuantizationMode.Static", "QuantizationMode.Dynamic", StringComparison.Ordinal)
            .Replace(", Calibration = \"digits.csv\"", arguments, StringComparison.Ordinal));
    }
}
