namespace QuantGen.Build.Tests.Packages;

/// <summary>
/// Where users keep their files, and how they write them. <see cref="UserSolution"/> lies at a long path with odd characters; here are the
/// other places.
/// </summary>
[Collection(PackageTests.Name)]
public sealed class PlacesTests(PackageFeed feed)
{
    private const string Declaration =
        """
        using QuantGen;

        namespace Samples;

        [Quantize(QuantizationMode.Static, Model = @"models\digits_mlp.onnx", Calibration = "data\\digits.csv")]
        public sealed partial class DigitClassifier;
        """;

    [Fact]
    public void Sources_that_cannot_be_written_are_built_elsewhere()
    {
        var folder = Program("read-only", culture: "ar-SA");
        var before = folder.Files("source");

        var build = UserFolder.BuildArguments("build", "source", $"-p:ArtifactsPath={folder["artifacts"]}");
        BuildReadOnly(folder, "source", build);

        Assert.Equal(before, folder.Files("source"));
        Assert.Equal("10 scores", folder.Run("dotnet", "artifacts/bin/App/debug/App.dll"));
        Assert.True(File.Exists(folder["artifacts/obj/App/debug/quantgen/Samples.DigitClassifier.qweights"]));

        // The calendar of this culture has other years.
        var stamp = File.GetLastWriteTimeUtc(folder["artifacts/obj/App/debug/quantgen/quantgen.stamp"]);
        folder.Run("dotnet", build);
        Assert.Equal(stamp, File.GetLastWriteTimeUtc(folder["artifacts/obj/App/debug/quantgen/quantgen.stamp"]));
    }

    [Fact]
    public void Files_from_Windows_are_built_and_cleaned()
    {
        var folder = Program("windows", culture: "fi-FI");
        string[] sources = ["source/App.csproj", "source/Program.cs", "source/DigitClassifier.cs", "source/data/digits.csv"];
        foreach (var source in sources)
        {
            folder.Write(source, File.ReadAllText(folder[source]).ReplaceLineEndings("\r\n"));
        }

        folder.Build("build", "source");

        Assert.Equal("10 scores", folder.Run("dotnet", "source/bin/Debug/net10.0/App.dll"));

        folder.Build("clean", "source");

        Assert.False(Directory.Exists(folder["source/obj/Debug/net10.0/quantgen"]));
        Assert.Empty(Directory.GetFiles(folder["source/bin"], "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Two_builds_at_once_share_one_calibration()
    {
        var folder = Program("at once");
        folder.Build("restore", "source");

        // As far as QuantGen goes. After that, the SDK lets two builds collide over the files of bin/, and before it warns where they do over a cache.
        string[] arguments = UserFolder.BuildArguments("build", "source", "--no-restore", "-t:QuantGenBuildModels", "-warnnotaserror:MSB3101");
        var builds = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(() => folder.Run("dotnet", arguments))));

        Assert.Single(builds, log => log.Contains("QuantGen: Samples.DigitClassifier: ", StringComparison.Ordinal));
        folder.Build("build", "source", "--no-restore");
        Assert.Equal("10 scores", folder.Run("dotnet", "source/bin/Debug/net10.0/App.dll"));
    }

    /// <summary>A program in the folder <c>source</c>, whose model and data lie in folders that its attribute names with backslashes.</summary>
    private UserFolder Program(string name, string? culture = null)
    {
        var folder = new UserFolder(feed, name) { Culture = culture };
        folder.WriteProject("source/App.csproj", "Exe", UserFolder.PackageReference);
        folder.Write("source/Program.cs", TestProject.Program);
        folder.Write("source/DigitClassifier.cs", Declaration);
        folder.Copy(TestProject.Model, "source/models/digits_mlp.onnx");
        folder.Copy(TestProject.Data, "source/data/digits.csv");
        return folder;
    }

    /// <summary>
    /// Builds while a folder is mounted read-only, which also stops an administrator. Where a mount is not allowed, only that the files are as
    /// they were tells that nothing wrote there.
    /// </summary>
    private static void BuildReadOnly(UserFolder folder, string sources, string[] build)
    {
        const string Mount = "mount --bind \"$0\" \"$0\" && mount -o remount,ro,bind \"$0\"";
        if (OperatingSystem.IsLinux() && folder.TryRun("unshare", "--mount", "sh", "-c", Mount, folder[sources]).Succeeded)
        {
            folder.Run("unshare", ["--mount", "sh", "-c", Mount + " && exec dotnet \"$@\"", folder[sources], .. build]);
        }
        else
        {
            folder.Run("dotnet", build);
        }
    }
}
