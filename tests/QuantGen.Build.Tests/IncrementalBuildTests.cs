using System.Text;

namespace QuantGen.Build.Tests;

/// <summary>What a build does again, and what it leaves alone.</summary>
public sealed class IncrementalBuildTests(BuiltProject built) : IClassFixture<BuiltProject>
{
    private const string Stamp = "quantgen.stamp";
    private const string Plan = TestProject.ClassName + ".qplan";
    private const string Weights = TestProject.ClassName + ".qweights";
    private const string Report = TestProject.ClassName + ".report.html";

    [Fact]
    public void First_build_makes_a_program_that_runs()
    {
        Assert.True(built.FirstBuild.CompiledModel, built.FirstBuild.Output);

        var project = built.Rebuilt();

        Assert.Equal([Plan, Weights, Report], project.Outputs());
        Assert.Equal("10 scores", project.RunProgram());
    }

    [Fact]
    public void Build_without_changes_does_not_start_the_tool()
    {
        var project = built.Rebuilt();
        var (stamp, program) = (project.Written(Stamp), File.GetLastWriteTimeUtc(project["bin/Debug/net10.0/App.dll"]));

        project.BuildCleanly("--no-restore");

        Assert.Equal(stamp, project.Written(Stamp));
        Assert.Equal(program, File.GetLastWriteTimeUtc(project["bin/Debug/net10.0/App.dll"]));
    }

    [Fact]
    public void Touched_data_and_unrelated_sources_compile_no_model()
    {
        var project = built.Rebuilt();
        var (stamp, plan, weights) = (project.Written(Stamp), project.Written(Plan), project.Written(Weights));
        File.SetLastWriteTimeUtc(project[TestProject.Data], DateTime.UtcNow);
        project.Write("Program.cs", TestProject.Program + "// an edit");

        var result = project.BuildCleanly("--no-restore");

        Assert.False(result.CompiledModel, result.Output);
        Assert.NotEqual(stamp, project.Written(Stamp));
        Assert.Equal((plan, weights), (project.Written(Plan), project.Written(Weights)));
    }

    [Fact]
    public void Changed_data_gives_another_plan_even_when_it_is_older()
    {
        var project = built.Rebuilt();
        var plan = project.Output(".qplan");
        var rows = File.ReadAllLines(project[TestProject.Data]);
        File.WriteAllLines(project[TestProject.Data], rows.Take(20));
        File.SetLastWriteTimeUtc(project[TestProject.Data], new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));

        var result = project.BuildCleanly("--no-restore");

        Assert.True(result.CompiledModel, result.Output);
        Assert.NotEqual(plan, project.Output(".qplan"));
    }

    [Fact]
    public void File_added_to_a_folder_of_data_gives_another_plan()
    {
        var project = built.Rebuilt();
        var rows = File.ReadAllLines(project[TestProject.Data]);
        Directory.CreateDirectory(project["data"]);
        File.WriteAllLines(project["data/first.csv"], rows.Take(30));
        project.Write("DigitClassifier.cs", TestProject.Declaration.Replace(TestProject.Data, "data", StringComparison.Ordinal));
        project.BuildCleanly("--no-restore");
        var (plan, stamp) = (project.Output(".qplan"), project.Written(Stamp));
        project.BuildCleanly("--no-restore");
        Assert.Equal(stamp, project.Written(Stamp));

        File.WriteAllLines(project["data/second.csv"], rows.Take(1).Concat(rows.Skip(30)));
        File.SetLastWriteTimeUtc(project["data/second.csv"], new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));

        var result = project.BuildCleanly("--no-restore");

        Assert.True(result.CompiledModel, result.Output);
        Assert.NotEqual(plan, project.Output(".qplan"));
    }

    [Fact]
    public void Renamed_class_leaves_no_orphan()
    {
        var project = built.Rebuilt();
        project.Write("DigitClassifier.cs", TestProject.Declaration.Replace("DigitClassifier", "Fr", StringComparison.Ordinal));
        project.Write("Program.cs", TestProject.Program.Replace("DigitClassifier", "Fr", StringComparison.Ordinal));

        project.BuildCleanly("--no-restore");

        Assert.Equal(["Samples.Fr.qplan", "Samples.Fr.qweights", "Samples.Fr.report.html"], project.Outputs());
        // Fr is also a culture: its weights must not end up in a satellite assembly.
        Assert.Equal("10 scores", project.RunProgram());
    }

    [Fact]
    public void Deleted_declaration_removes_its_outputs()
    {
        var project = built.Rebuilt();
        File.Delete(project["DigitClassifier.cs"]);
        project.Write("Program.cs", "System.Console.WriteLine();");

        project.BuildCleanly("--no-restore");

        Assert.Empty(project.Outputs());
    }

    [Fact]
    public void Deleted_output_is_made_again()
    {
        var project = built.Rebuilt();
        var weights = project.Output(".qweights");
        File.Delete(Path.Combine(project.OutputFolder, Weights));

        project.BuildCleanly("--no-restore");

        Assert.Equal(weights, project.Output(".qweights"));
    }

    [Fact]
    public void Clean_removes_everything_and_a_rebuild_makes_the_same_again()
    {
        var project = built.Rebuilt();
        var (plan, weights) = (project.Output(".qplan"), project.Output(".qweights"));

        Assert.True(project.Build("--no-restore", "-t:Clean").Succeeded);
        Assert.False(Directory.Exists(project.OutputFolder));
        project.BuildCleanly("--no-restore", "-t:Rebuild");

        Assert.Equal(Encoding.UTF8.GetString(plan), Encoding.UTF8.GetString(project.Output(".qplan")));
        Assert.Equal(weights, project.Output(".qweights"));
    }
}
