using System.Globalization;

namespace QuantGen.Build.Tests.Packages;

/// <summary>The packages of this repository, packed from what was built, in a feed of their own; and room for projects that use them.</summary>
public sealed class PackageFeed : IDisposable
{
    /// <summary>
    /// Of the packages: no other's can be taken for them, nor those of an earlier run, whose place the SDK remembers for each version of a tool. No
    /// preview, so that <c>dotnet add package</c> finds it.
    /// </summary>
    public static readonly string Version = string.Create(CultureInfo.InvariantCulture, $"0.0.{DateTimeOffset.UtcNow.ToUnixTimeSeconds()}");

    private readonly TemporaryFolder _folder = new("quantgen-packages-");

    public PackageFeed()
    {
        foreach (var project in new[] { "src/QuantGen", "src/QuantGen.Tool" })
        {
            var configuration = BuildOutput.Configuration;
            string[] arguments = ["pack", project, "--no-build", "-c", configuration, "-o", Packages, $"-p:PackageVersion={Version}", "-warnaserror"];
            var result = DotNet.Run(BuildOutput.Repository, culture: null, arguments);
            Assert.True(result.Succeeded, result.Output);
        }

        // What the machine has is not downloaded again. What is made here does not outlive the tests.
        var downloaded = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        _folder.Write(
            "nuget.config",
            $"""
            <configuration>
              <packageSources><add key="packed" value="{Packages}" /></packageSources>
              <fallbackPackageFolders><add key="machine" value="{downloaded}" /></fallbackPackageFolders>
            </configuration>
            """);
    }

    /// <summary>The folder of the <c>.nupkg</c> and <c>.snupkg</c> files.</summary>
    public string Packages => _folder["feed"];

    /// <summary>Where projects restore these packages to.</summary>
    public string Restored => _folder["restored"];

    /// <summary>The full path of a folder for a project, outside the repository, where the feed is known.</summary>
    public string ProjectFolder(string name)
    {
        return _folder[name];
    }

    /// <summary>The path of a packed file.</summary>
    public string PackageFile(string id, string extension = "nupkg")
    {
        return Path.Combine(Packages, $"{id}.{Version}.{extension}");
    }

    public void Dispose()
    {
        _folder.Dispose();
    }
}
