using System.Text;

namespace QuantGen.Build.Tests;

/// <summary>Builds that an editor starts to learn the project's types.</summary>
public sealed class DesignTimeBuildTests : IDisposable
{
    private readonly TestProject _project = new();

    [Fact]
    public void Design_time_build_has_the_types_without_calibration_and_keeps_a_full_plan()
    {
        // Before any build, and without data: the program compiles against the generated types.
        File.Delete(_project[TestProject.Data]);
        var first = DesignTimeBuild("-restore");

        Assert.True(first.Succeeded, first.Output);
        Assert.Equal([TestProject.ClassName + ".qplan"], _project.Outputs());
        var header = Plan();
        Assert.DoesNotContain("\nstep ", header, StringComparison.Ordinal);

        // A real build does not take the header for a plan.
        _project.Restore();
        _project.BuildCleanly("--no-restore");
        var full = Plan();
        Assert.StartsWith(header[..header.IndexOf("\nsymbol", StringComparison.Ordinal)], full, StringComparison.Ordinal);
        Assert.Contains("\nstep ", full, StringComparison.Ordinal);
        Assert.Equal("10 scores", _project.RunProgram());

        // A design-time build leaves that alone, even when the data changed.
        File.AppendAllText(_project[TestProject.Data], "wrong\n");
        Assert.True(DesignTimeBuild().Succeeded);
        Assert.Equal(full, Plan());
        Assert.False(_project.Build("--no-restore").Succeeded);

        // Without a model it warns.
        File.Delete(_project[TestProject.Model]);
        var last = DesignTimeBuild();
        Assert.True(last.Succeeded, last.Output);
        Assert.Contains("warning QG0101", last.Output, StringComparison.Ordinal);
        Assert.Equal(full, Plan());
    }

    public void Dispose()
    {
        _project.Dispose();
    }

    private BuildResult DesignTimeBuild(params string[] arguments)
    {
        return _project.Build([.. arguments, "-t:Compile", "-p:DesignTimeBuild=true"]);
    }

    private string Plan()
    {
        return Encoding.UTF8.GetString(_project.Output(".qplan"));
    }
}
