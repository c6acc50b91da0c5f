using System.Diagnostics;
using System.Globalization;

namespace QuantGen.Build.Tests;

/// <summary>A build that was killed at any moment leaves nothing that the next one trips over: its outputs are those of an undisturbed build.</summary>
public sealed class KilledBuildTests
{
    /// <summary>The environment variable that says how often to kill: one in ten a whole <c>dotnet build</c>, the others the tool.</summary>
    private const string Variable = "QUANTGEN_KILLS";

    private const int Seed = 20261121;

    private static readonly int? Kills =
        Environment.GetEnvironmentVariable(Variable) is { } text ? int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture) : null;

    [Fact]
    public void Next_build_after_the_tool_was_killed_is_right()
    {
        using var undisturbed = new KilledFolder();
        var expected = new[] { undisturbed.BuildAndRead(0), undisturbed.BuildAndRead(1) };
        Assert.NotEqual(expected[0]["Static.qplan"], expected[1]["Static.qplan"]);
        using var folder = new KilledFolder();
        var duration = folder.TimeBuild(1);
        var random = new Random(Seed);
        for (var kill = 0; kill < (Kills * 9 / 10 ?? 6); kill++)
        {
            // Each time from the outputs of other data; every other time while a file is being written.
            var variant = kill % 2;
            folder.KillBuild(variant, kill % 4 < 2 ? random.NextDouble() * duration : null, random.Next(1, 9));

            var read = folder.BuildAndRead(variant);

            Assert.Equal(expected[variant].Keys, read.Keys);
            Assert.All(read, file => Assert.True(expected[variant][file.Key].AsSpan().SequenceEqual(file.Value), $"Kill {kill}: {file.Key} differs."));
        }
    }

    [Fact]
    public void Next_build_after_dotnet_build_was_killed_is_right()
    {
        using var project = new TestProject();
        var clock = Stopwatch.StartNew();
        project.BuildCleanly();
        var duration = clock.Elapsed;
        var (plan, weights) = (project.Output(".qplan"), project.Output(".qweights"));
        var random = new Random(Seed);
        for (var kill = 0; kill < (Kills / 10 ?? 1); kill++)
        {
            Directory.Delete(project["bin"], recursive: true);
            Directory.Delete(project.OutputFolder, recursive: true);
            using (var process = DotNet.Start(project.Folder, null, TestProject.BuildArguments("--no-restore")))
            {
                Thread.Sleep(random.NextDouble() * duration);
                process.Kill(entireProcessTree: true);
                process.WaitForExit();
            }

            project.BuildCleanly("--no-restore");

            Assert.Equal(plan, project.Output(".qplan"));
            Assert.Equal(weights, project.Output(".qweights"));
            Assert.Equal("10 scores", project.RunProgram());
        }
    }
}
