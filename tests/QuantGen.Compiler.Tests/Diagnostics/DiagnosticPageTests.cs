using System.Text.RegularExpressions;
using QuantGen.TestSupport;
using Xunit;

namespace QuantGen.Compiler.Tests.Diagnostics;

/// <summary>Every id of the catalog has a page of the agreed form, a line in the index and a test.</summary>
public sealed partial class DiagnosticPageTests
{
    private static readonly string Pages = Path.Combine(SharedData.Repository, "docs", "diagnostics");

    private static readonly Lazy<string> Tests = new(ReadOtherTests);

    public static TheoryData<string> Ids => [.. FindIds()];

    [Theory]
    [MemberData(nameof(Ids))]
    public void Diagnostic_has_a_page(string id)
    {
        var lines = File.ReadAllLines(Path.Combine(Pages, id + ".md"));

        Assert.StartsWith($"# {id}: ", lines[0], StringComparison.Ordinal);
        Assert.Equal(["## Cause", "## Example", "## Remedy"], lines.Where(line => line.StartsWith("## ", StringComparison.Ordinal)));
        var index = File.ReadAllText(Path.Combine(Pages, "README.md"));
        Assert.Contains($"| [{id}]({id}.md) | {lines[0][(id.Length + 4)..]} |", index, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Diagnostic_has_a_test(string id)
    {
        Assert.Contains(id, Tests.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Catalog_is_not_empty()
    {
        Assert.Contains("QG0101", FindIds());
    }

    private static IEnumerable<string> FindIds()
    {
        return Directory.GetFiles(Path.Combine(SharedData.Repository, "src", "QuantGen.Compiler", "Diagnostics"), "DiagnosticCatalog.*.cs")
            .SelectMany(file => IdPattern().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value))
            .Distinct()
            .Order(StringComparer.Ordinal);
    }

    private static string ReadOtherTests()
    {
        var files = Directory.GetFiles(Path.Combine(SharedData.Repository, "tests"), "*Tests.cs", SearchOption.AllDirectories)
            .Where(file => Path.GetFileName(file) != nameof(DiagnosticPageTests) + ".cs");
        return string.Concat(files.Select(File.ReadAllText));
    }

    [GeneratedRegex("\"(QG\\d{4})\"")]
    private static partial Regex IdPattern();
}
