using System.Diagnostics;
using System.Text.Json;
using System.Xml.Linq;
using QuantGen.TestSupport.Documentation;
using Xunit;

namespace QuantGen.EndToEnd.Tests.Documentation;

/// <summary>Elements of project files in the documentation: MSBuild takes them, and reads what they set.</summary>
public sealed class ProjectSnippetTests(DocumentFolder folder) : IClassFixture<DocumentFolder>
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    public static TheoryData<string, int> Projects => DocumentPage.BlocksOf(BlockKind.Project);

    [Theory]
    [MemberData(nameof(Projects))]
    public void MSBuildReadsWhatTheElementsSet(string page, int line)
    {
        var snippet = XElement.Parse($"<Snippet>{DocumentPage.Get(page).BlockAt(line).Text}</Snippet>");
        var project = snippet.Element("Project") ?? new XElement(
            "Project",
            new XAttribute("Sdk", "Microsoft.NET.Sdk"),
            new XElement("PropertyGroup", new XElement("TargetFramework", "net10.0"), new XElement("OutputType", "Exe")),
            snippet.Elements());
        project.Save(folder["Snippet.csproj"]);
        var properties = project.Elements("PropertyGroup").Elements().Where(property => property.Attribute("Condition") is null).ToArray();
        var items = project.Elements("ItemGroup").Elements().ToArray();

        var evaluated = Evaluate(properties.Select(property => property.Name.LocalName), items.Select(item => item.Name.LocalName));

        Assert.NotEmpty(snippet.Elements());
        foreach (var property in properties)
        {
            Assert.True(BuildProperties.IsKnown(property.Name.LocalName), property.Name.LocalName);
            Assert.Equal(property.Value, evaluated.GetProperty("Properties").GetProperty(property.Name.LocalName).GetString());
        }

        foreach (var item in items)
        {
            var included = evaluated.GetProperty("Items").GetProperty(item.Name.LocalName).EnumerateArray();
            Assert.Contains((item.Attribute("Include") ?? item.Attribute("Update"))!.Value, included.Select(one => one.GetProperty("Identity").GetString()));
        }
    }

    private JsonElement Evaluate(IEnumerable<string> properties, IEnumerable<string> items)
    {
        // Two of each, so that the answer is JSON also where the snippet sets one thing.
        var asked = properties.Append("Configuration").Append("TargetFramework").Select(name => "-getProperty:" + name)
            .Concat(items.Append("Compile").Select(name => "-getItem:" + name));
        var start = new ProcessStartInfo("dotnet", ["msbuild", "Snippet.csproj", "-nologo", .. asked])
        {
            WorkingDirectory = folder.Path,
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        Assert.True(process.WaitForExit(Limit));
        Assert.True(process.ExitCode == 0, output.Result);
        return JsonDocument.Parse(output.Result).RootElement;
    }
}
