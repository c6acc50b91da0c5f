namespace QuantGen.Build.Tests.Packages;

/// <summary>A folder as a user has it: projects that know the packages and nothing of the repository.</summary>
/// <param name="feed">Where the packages are.</param>
/// <param name="name">Its path below the feed's folder of projects.</param>
internal sealed class UserFolder(PackageFeed feed, string name)
{
    /// <summary>In a project file: the package as <c>dotnet add package</c> writes it.</summary>
    public static readonly string PackageReference = $"""<ItemGroup><PackageReference Include="QuantGen" Version="{PackageFeed.Version}" /></ItemGroup>""";

    public string Path { get; } = Directory.CreateDirectory(feed.ProjectFolder(name)).FullName;

    /// <summary>The user's culture, such as <c>tr-TR</c>; by default the test's.</summary>
    public string? Culture { get; init; }

    public string this[string file] => System.IO.Path.Combine(Path, file);

    /// <summary>Writes a file, and the folders above it.</summary>
    public void Write(string file, string text)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(this[file])!);
        File.WriteAllText(this[file], text);
    }

    /// <summary>Copies a model or data of the tests.</summary>
    public void Copy(string asset, string file)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(this[file])!);
        File.Copy(System.IO.Path.Combine(AppContext.BaseDirectory, "Assets", asset), this[file]);
    }

    /// <summary>Writes a project file for .NET 10.</summary>
    /// <param name="file">Its name.</param>
    /// <param name="outputType"><c>Exe</c> or <c>Library</c>.</param>
    /// <param name="content">More elements of the project.</param>
    public void WriteProject(string file, string outputType, string content)
    {
        Write(
            file,
            $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <OutputType>{outputType}</OutputType>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <NuGetAudit>false</NuGetAudit>
              </PropertyGroup>
              {content}
            </Project>
            """);
    }

    /// <summary>Builds, publishes or restores, and requires that this succeeds without a warning.</summary>
    public string Build(params string[] arguments)
    {
        return Run("dotnet", BuildArguments(arguments));
    }

    /// <summary>The arguments of a build that leaves no server behind and treats warnings as errors.</summary>
    public static string[] BuildArguments(params string[] arguments)
    {
        return [.. arguments, "-nologo", "-v:minimal", "-tl:off", "-warnaserror", "-nodeReuse:false", "-p:UseSharedCompilation=false"];
    }

    /// <summary>Runs a program here, and requires that it succeeds.</summary>
    /// <returns>What it printed.</returns>
    public string Run(string program, params string[] arguments)
    {
        var result = TryRun(program, arguments);
        Assert.True(result.Succeeded, result.Output);
        return result.Output.Trim();
    }

    /// <summary>Runs a program here.</summary>
    public BuildResult TryRun(string program, params string[] arguments)
    {
        return DotNet.RunProgram(program, Path, Culture, arguments, feed.Restored);
    }

    /// <summary>Every file under a folder with the time of its last write.</summary>
    public SortedDictionary<string, DateTime> Files(string folder)
    {
        var files = Directory.GetFiles(this[folder], "*", SearchOption.AllDirectories);
        return new SortedDictionary<string, DateTime>(files.ToDictionary(file => file, File.GetLastWriteTimeUtc), StringComparer.Ordinal);
    }
}
