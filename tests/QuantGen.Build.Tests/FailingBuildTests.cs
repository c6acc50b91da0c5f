namespace QuantGen.Build.Tests;

/// <summary>What a build says about wrong input, and what comes after it.</summary>
public sealed class FailingBuildTests(BuiltProject built) : IClassFixture<BuiltProject>
{
    [Fact]
    public void Bad_row_is_reported_where_it_is_and_mended_without_compiling_again()
    {
        var project = built.Rebuilt();
        var data = File.ReadAllText(project[TestProject.Data]);
        var rows = data.Split('\n');
        var cells = rows[6].Split(',');
        cells[2] = "many";
        rows[6] = string.Join(',', cells);
        File.WriteAllText(project[TestProject.Data], string.Join('\n', rows));

        var failed = project.Build("--no-restore");

        Assert.False(failed.Succeeded);
        Assert.Contains($"{project[TestProject.Data]}(7,3): error QG0225: ", failed.Output, StringComparison.Ordinal);
        Assert.Contains("App.csproj : error QG0902: ", failed.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("error CS", failed.Output, StringComparison.Ordinal);

        // Its outputs are those of the last build that succeeded, which the mended data is that of.
        File.WriteAllText(project[TestProject.Data], data);
        var mended = project.BuildCleanly("--no-restore");

        Assert.False(mended.CompiledModel, mended.Output);
        Assert.Equal("10 scores", project.RunProgram());
    }

    [Fact]
    public void Missing_model_is_reported_until_it_is_there()
    {
        var project = built.Rebuilt();
        File.Move(project[TestProject.Model], project["digit_mlp.onnx"]);

        // The place to correct is the attribute.
        Assert.Contains("DigitClassifier.cs(4,2): error QG0101: ", project.Build("--no-restore").Output, StringComparison.Ordinal);
        var again = project.Build("--no-restore").Output;
        Assert.Contains("DigitClassifier.cs(4,2): error QG0101: ", again, StringComparison.Ordinal);
        Assert.Contains("Did you mean 'digit_mlp.onnx'?", again, StringComparison.Ordinal);

        File.Move(project["digit_mlp.onnx"], project[TestProject.Model]);
        project.BuildCleanly("--no-restore");
    }

    [Fact]
    public void Wrong_declaration_is_reported_once_by_the_analyzer()
    {
        var project = built.Rebuilt();
        project.Write("DigitClassifier.cs", TestProject.Declaration.Replace("partial ", "", StringComparison.Ordinal));

        var output = project.Build("--no-restore").Output;

        // The summary repeats each line.
        var lines = output.Split('\n').Distinct();
        var error = Assert.Single(lines, line => line.Contains("error QG", StringComparison.Ordinal));
        Assert.Contains("DigitClassifier.cs(5,21): error QG0001: ", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Output_that_cannot_be_written_is_named()
    {
        var project = built.Rebuilt();
        var plan = Path.Combine(project.OutputFolder, TestProject.ClassName + ".qplan");
        File.Delete(plan);
        Directory.CreateDirectory(plan);
        File.SetLastWriteTimeUtc(project[TestProject.Data], DateTime.UtcNow);

        var output = project.Build("--no-restore").Output;

        Directory.Delete(plan);
        Assert.Contains($"{plan} : error QG0106: ", output, StringComparison.Ordinal);
        Assert.Contains("quantgen ended with code 1", output, StringComparison.Ordinal);
    }
}
