namespace QuantGen.TestSupport.Documentation;

/// <summary>A fenced block of a page.</summary>
/// <param name="Page">The page, relative to the repository.</param>
/// <param name="Line">The number of its first line.</param>
/// <param name="Language">What stands behind the fence; may be empty.</param>
/// <param name="Text">Its lines, each ending with LF.</param>
/// <param name="Note">The content of the comment right above the fence: <c>name</c> or <c>name: value</c>; may be empty.</param>
public sealed record DocumentBlock(string Page, int Line, string Language, string Text, string Note)
{
    private const string DiagnosticPages = "docs/diagnostics/";

    /// <summary>Which test takes it.</summary>
    public BlockKind Kind => Language switch
    {
        _ when NoteValue("not run") is { Length: > 0 } => BlockKind.NotRun,
        _ when Page == DocumentPage.GettingStarted => BlockKind.Walkthrough,
        "csharp" when NoteValue("generated") is { Length: > 0 } => BlockKind.GeneratedCode,
        "csharp" when Page.StartsWith(DiagnosticPages, StringComparison.Ordinal) => BlockKind.DiagnosticCode,
        "csharp" => BlockKind.CSharp,
        "xml" => BlockKind.Project,
        "sh" => BlockKind.Commands,
        "text" when Text.StartsWith("$ ", StringComparison.Ordinal) => BlockKind.Transcript,
        "text" when Page.StartsWith(DiagnosticPages, StringComparison.Ordinal) => BlockKind.DiagnosticMessage,
        _ => BlockKind.Unknown,
    };

    /// <summary>The value of the note of a name: empty where it has none, null where the note has another name.</summary>
    public string? NoteValue(string name)
    {
        if (Note == name)
        {
            return "";
        }

        return Note.StartsWith(name + ":", StringComparison.Ordinal) ? Note[(name.Length + 1)..].Trim() : null;
    }

    /// <summary>As a compiler names a place.</summary>
    public override string ToString()
    {
        return $"{Page}({Line})";
    }
}
