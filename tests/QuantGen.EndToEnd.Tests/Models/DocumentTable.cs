using QuantGen.TestSupport;
using Xunit;

namespace QuantGen.EndToEnd.Tests.Models;

/// <summary>Writes a measured table into a page of the documentation, between two comments.</summary>
internal static class DocumentTable
{
    /// <summary>Skips the test unless <c>QUANTGEN_UPDATE_DOCS=1</c>.</summary>
    public static void Require()
    {
        Skip.If(Environment.GetEnvironmentVariable("QUANTGEN_UPDATE_DOCS") != "1", "writes a table of the docs when QUANTGEN_UPDATE_DOCS=1");
    }

    /// <summary>Replaces what stands between <c>&lt;!-- NAME: begin --&gt;</c> and <c>&lt;!-- NAME: end --&gt;</c>.</summary>
    public static void Write(string page, string name, string table)
    {
        var path = Path.Combine(SharedData.Repository, "docs", page);
        var text = File.ReadAllText(path);
        var begin = $"<!-- {name}: begin -->";
        var start = text.IndexOf(begin, StringComparison.Ordinal) + begin.Length;
        var end = text.IndexOf($"<!-- {name}: end -->", StringComparison.Ordinal);
        File.WriteAllText(path, text[..start] + "\n" + table + text[end..]);
    }
}
