using Xunit;

namespace QuantGen.TestSupport;

/// <summary>A table that the tests write into a page of the documentation, between two comments.</summary>
public static class DocumentTable
{
    private static bool IsUpdate => Environment.GetEnvironmentVariable("QUANTGEN_UPDATE_DOCS") == "1";

    /// <summary>Skips the test unless <c>QUANTGEN_UPDATE_DOCS=1</c>.</summary>
    public static void Require()
    {
        Skip.IfNot(IsUpdate, "writes a table of the docs when QUANTGEN_UPDATE_DOCS=1");
    }

    /// <summary>Requires that a page has this table; with <c>QUANTGEN_UPDATE_DOCS=1</c> it is written there instead.</summary>
    public static void Check(string page, string name, string table)
    {
        if (IsUpdate)
        {
            Write(page, name, table);
            return;
        }

        var (text, start, end) = Find(page, name);
        Assert.True(text[start..end] == "\n" + table, $"docs/{page} is out of date: run this test with QUANTGEN_UPDATE_DOCS=1.");
    }

    /// <summary>Replaces what stands between <c>&lt;!-- NAME: begin --&gt;</c> and <c>&lt;!-- NAME: end --&gt;</c>.</summary>
    public static void Write(string page, string name, string table)
    {
        var (text, start, end) = Find(page, name);
        File.WriteAllText(PathOf(page), text[..start] + "\n" + table + text[end..]);
    }

    private static (string Text, int Start, int End) Find(string page, string name)
    {
        var text = File.ReadAllText(PathOf(page));
        var begin = $"<!-- {name}: begin -->";
        var start = text.IndexOf(begin, StringComparison.Ordinal);
        var end = text.IndexOf($"<!-- {name}: end -->", StringComparison.Ordinal);
        Assert.True(start >= 0 && end > start, $"docs/{page} has no place for the table '{name}'.");
        return (text, start + begin.Length, end);
    }

    private static string PathOf(string page)
    {
        return Path.Combine(SharedData.Repository, "docs", page);
    }
}
