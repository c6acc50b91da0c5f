using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace QuantGen.Build.Tests.Packages;

/// <summary>What a user does with a solution, from the packages alone.</summary>
[Collection(PackageTests.Name)]
public sealed partial class UserSolutionTests(UserSolution solution) : IClassFixture<UserSolution>
{
    private readonly UserFolder _folder = solution.Folder;

    [Fact]
    public void Build_quantizes_each_model_once()
    {
        foreach (var model in new[] { "Models.DigitClassifier", "Models.DigitReader" })
        {
            Assert.Equal(2, solution.Log.Split($"QuantGen: {model}: ").Length);
        }
    }

    [Fact]
    public void Program_gets_the_library_and_the_runtime_but_no_tool()
    {
        Assert.Equal(["App.dll", "Models.dll", "QuantGen.dll", "System.Numerics.Tensors.dll"], Names("App/bin/Debug/net10.0", "*.dll"));
        Assert.False(Directory.Exists(_folder["App/obj/Debug/net10.0/quantgen"]));
    }

    [Fact]
    public void Class_without_the_package_itself_is_an_error_that_says_so()
    {
        _folder.Write(
            "Other/Classifier.cs",
            """
            using QuantGen;
            [Quantize(QuantizationMode.Dynamic, Model = "digits.onnx")] partial class Classifier;
            """);
        _folder.WriteProject("Other/Other.csproj", "Library", UserSolution.ModelsReference);

        var result = _folder.TryRun("dotnet", UserFolder.BuildArguments("build", "Other"));

        Assert.False(result.Succeeded);
        Assert.Contains("Classifier.cs(2,2): error QG0301", result.Output, StringComparison.Ordinal);
        Assert.Contains("a reference of its own to the package QuantGen", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("quantgen :", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Build_without_changes_writes_nothing()
    {
        string[] folders = ["App/bin", "Models/bin", "Models/obj/Debug/net10.0/quantgen"];
        var before = folders.SelectMany(_folder.Files).ToArray();

        var log = _folder.Build("build", "-m:2");

        Assert.DoesNotContain("QuantGen: ", log, StringComparison.Ordinal);
        Assert.Empty(folders.SelectMany(_folder.Files).Except(before).Select(file => Path.GetRelativePath(_folder.Path, file.Key)));
    }

    [Fact]
    public void Users_tests_run()
    {
        var log = _folder.Run("dotnet", "test", "Tests", "--no-build", "-nologo");

        Assert.Contains("Passed:     1", log, StringComparison.Ordinal);
    }

    [Fact]
    public void Program_needs_only_what_is_published_with_it()
    {
        _folder.Build("publish", "App", To("published"));

        string[] expected =
        [
            "App", "App.deps.json", "App.dll", "App.pdb", "App.runtimeconfig.json",
            "Models.dll", "Models.pdb", "QuantGen.dll", "System.Numerics.Tensors.dll",
        ];
        Assert.Equal(expected, Names("App/published"));
        Assert.Equal(RunInPlace(), _folder.Run(_folder["App/published/App"]));
    }

    [SkippableFact]
    public void Program_is_published_as_a_single_file()
    {
        PublishSelfContained("single", "-p:PublishSingleFile=true");

        Assert.Equal(["App", "App.pdb", "Models.pdb"], Names("App/single"));
        Assert.Equal(RunInPlace(), _folder.Run(_folder["App/single/App"]));
    }

    [SkippableFact]
    public void Program_is_trimmed_without_warnings_and_gives_the_same_results()
    {
        PublishSelfContained("trimmed", "-p:PublishTrimmed=true", "-p:TrimmerSingleWarn=false");

        Assert.Equal(RunInPlace(), _folder.Run(_folder["App/trimmed/App"]));
        // Kernels that the program does not call are left out; the machine code, a fifth of the file, is in it whole.
        var whole = new FileInfo(_folder["App/bin/Debug/net10.0/QuantGen.dll"]).Length;
        Assert.InRange(new FileInfo(_folder["App/trimmed/QuantGen.dll"]).Length, 1, whole * 3 / 5);
    }

    private string RunInPlace()
    {
        return _folder.Run("dotnet", "run", "--project", "App", "--no-build");
    }

    private IEnumerable<string> Names(string folder, string pattern = "*")
    {
        return Directory.GetFiles(_folder[folder], pattern).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal);
    }

    /// <summary>Publishes to a folder of the project. The SDK cannot publish with <c>-o</c> where the path has an apostrophe.</summary>
    private static string To(string folder)
    {
        return $"-p:PublishDir={folder}/";
    }

    /// <summary>Publishes with the .NET runtime, where a feed has it.</summary>
    private void PublishSelfContained(string folder, params string[] properties)
    {
        var arguments = UserFolder.BuildArguments(
            ["publish", "App", "-r", RuntimeInformation.RuntimeIdentifier, "--self-contained", To(folder), .. properties]);
        var result = _folder.TryRun("dotnet", arguments);
        Skip.If(NotRestored().IsMatch(result.Output), "The .NET runtime or its linker could not be restored: " + result.Output);
        Assert.True(result.Succeeded, result.Output);
    }

    /// <summary>No feed has a package, or this version of it, or no feed answers.</summary>
    [GeneratedRegex("error NU1(101|102|103|301)")]
    private static partial Regex NotRestored();
}
