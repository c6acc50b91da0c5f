using System.Text;
using System.Text.RegularExpressions;

namespace QuantGen.Build.Tests;

/// <summary>The same inputs give the same bytes.</summary>
public sealed partial class ReproducibleBuildTests
{
    /// <summary>A second framework that needs no second targeting pack: the first one, for a platform that only this project knows.</summary>
    private const string OtherFramework = "net10.0-other1.0";

    private const string OtherPlatform =
        """
        <PropertyGroup><TargetPlatformSupported>true</TargetPlatformSupported><NoWarn>CA1418</NoWarn></PropertyGroup>
        <ItemGroup><SdkSupportedTargetPlatformVersion Include="1.0" /></ItemGroup>
        """;

    [Fact]
    public void Two_frameworks_at_once_give_the_same_bytes_as_another_folder_under_another_culture()
    {
        using var one = new TestProject();
        using var other = new TestProject { Culture = "fi-FI" };
        one.Write("App.csproj", TestProject.ProjectFile($"net10.0;{OtherFramework}", OtherPlatform));

        one.BuildCleanly("-m:2", "-p:EmitCompilerGeneratedFiles=true");
        other.BuildCleanly("-p:EmitCompilerGeneratedFiles=true");

        var expected = Contents(one, "net10.0");
        Assert.Equal([".g.cs", ".qplan", ".qweights", ".report.html"], expected.Keys);
        Assert.Equal(expected, Contents(one, OtherFramework));
        Assert.Equal(expected, Contents(other, "net10.0"));
    }

    /// <summary>Plan, weights, generated source and the report without its times, in Latin-1 so that no byte is lost.</summary>
    private static SortedDictionary<string, string> Contents(TestProject project, string framework)
    {
        var objects = project[$"obj/Debug/{framework}"];
        var generated = Path.Combine(objects, "generated");
        var source = Directory.GetFiles(generated, TestProject.ClassName + ".g.cs", SearchOption.AllDirectories).Single();
        var outputs = Directory.GetFiles(Path.Combine(objects, "quantgen"), TestProject.ClassName + ".*");
        var contents = outputs.Append(source).ToDictionary(
            file => Path.GetFileName(file)[TestProject.ClassName.Length..],
            file => Times().Replace(File.ReadAllText(file, Encoding.Latin1), ""));
        return new SortedDictionary<string, string>(contents, StringComparer.Ordinal);
    }

    [GeneratedRegex("""<(div|tr) class="time">.*?</\1>""", RegexOptions.Singleline)]
    private static partial Regex Times();
}
