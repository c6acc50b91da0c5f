using System.Text.RegularExpressions;
using Xunit;

namespace QuantGen.TestSupport.Documentation;

/// <summary>A page of the documentation, read as Markdown shows it.</summary>
public sealed partial class DocumentPage
{
    /// <summary>The page that a test follows from its first command to its last.</summary>
    public const string GettingStarted = "docs/getting-started.md";

    private DocumentPage(string path)
    {
        Path = path;
        Text = File.ReadAllText(FullPath(path)).ReplaceLineEndings("\n");
        Blocks = [.. ReadBlocks(path, Text)];
    }

    /// <summary>Every page that is for people, in order of the path.</summary>
    public static IReadOnlyList<DocumentPage> All { get; } = [.. Find().Select(path => new DocumentPage(path))];

    /// <summary>The path relative to the repository, with slashes.</summary>
    public string Path { get; }

    /// <summary>All of it, its lines ending with LF.</summary>
    public string Text { get; }

    /// <summary>The fenced blocks, in order.</summary>
    public IReadOnlyList<DocumentBlock> Blocks { get; }

    /// <summary>The text outside of fenced blocks.</summary>
    public string Prose => FencedBlock().Replace(Text, "");

    /// <summary>The targets of its links, in order.</summary>
    public IEnumerable<string> Links => Link().Matches(Prose).Select(match => match.Groups[1].Value);

    /// <summary>The names by which links lead to its headings, as GitHub makes them.</summary>
    public IEnumerable<string> Anchors => Heading().Matches(Prose)
        .Select(match => NotInAnchor().Replace(match.Groups[1].Value.ToLowerInvariant(), "").Replace(' ', '-'));

    /// <summary>A page by its path.</summary>
    public static DocumentPage Get(string path)
    {
        return All.Single(page => page.Path == path);
    }

    /// <summary>The blocks of a kind on all pages, for a theory: each by page and line.</summary>
    public static TheoryData<string, int> BlocksOf(BlockKind kind)
    {
        var data = new TheoryData<string, int>();
        foreach (var block in All.SelectMany(page => page.Blocks).Where(block => block.Kind == kind))
        {
            data.Add(block.Page, block.Line);
        }

        return data;
    }

    /// <summary>The block that begins at a line.</summary>
    public DocumentBlock BlockAt(int line)
    {
        return Blocks.Single(block => block.Line == line);
    }

    /// <summary>The full path of a file of the repository.</summary>
    public static string FullPath(string path)
    {
        return System.IO.Path.GetFullPath(System.IO.Path.Combine(SharedData.Repository, path));
    }

    private static IEnumerable<string> Find()
    {
        string[] folders = ["docs", "samples", "src", "tests"];
        return Directory.GetFiles(SharedData.Repository, "*.md")
            .Concat(folders.SelectMany(folder => Directory.GetFiles(FullPath(folder), "*.md", SearchOption.AllDirectories)))
            .Select(file => System.IO.Path.GetRelativePath(SharedData.Repository, file).Replace('\\', '/'))
            .Order(StringComparer.Ordinal);
    }

    private static IEnumerable<DocumentBlock> ReadBlocks(string path, string text)
    {
        foreach (Match match in FencedBlock().Matches(text))
        {
            var line = 1 + text.AsSpan(0, match.Groups["content"].Index).Count('\n');
            var note = NoteAtEnd().Match(text[..match.Index]);
            yield return new DocumentBlock(
                path, line, match.Groups["language"].Value.Trim(), match.Groups["content"].Value, note.Groups[1].Value.Trim());
        }
    }

    [GeneratedRegex(@"^```(?<language>[^`\n]*)\n(?<content>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex FencedBlock();

    [GeneratedRegex(@"<!--((?:(?!-->).)*)-->\n\z", RegexOptions.Singleline)]
    private static partial Regex NoteAtEnd();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^#+ (.*)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotInAnchor();
}
