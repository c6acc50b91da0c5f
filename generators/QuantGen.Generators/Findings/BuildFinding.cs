using System;
using System.Collections.Generic;
using System.Linq;

namespace QuantGen.Findings;

/// <summary>What the build found wrong with a declaration, for the editor: a line of <c>quantgen.findings</c>.</summary>
/// <remarks>Shared source: the tool writes the file, and the analyzer reads it.</remarks>
/// <param name="ClassName">Full name of the class.</param>
/// <param name="RequestHash">Of the declaration: another one may be right.</param>
/// <param name="Id">The diagnostic.</param>
/// <param name="Message">Its message.</param>
/// <param name="Fix">What would answer it.</param>
internal sealed record BuildFinding(string ClassName, string RequestHash, string Id, string Message, AttributeFix Fix)
{
    public const string FileName = "quantgen.findings";

    private const char Separator = ' ';

    /// <summary>The line: fields in percent-encoding, so that none has a space or an end of line in it.</summary>
    public string ToLine()
    {
        string[] fields = [ClassName, RequestHash, Id, Message, Fix.Edit.ToString(), Fix.Argument, Fix.Given, Fix.Proposed];
        return string.Join(Separator.ToString(), fields.Select(Uri.EscapeDataString));
    }

    /// <summary>Reads a line; null for what is none, in a file that another version wrote.</summary>
    public static BuildFinding? Parse(string line)
    {
        var fields = line.TrimEnd('\r').Split(Separator).Select(Uri.UnescapeDataString).ToList();
        return fields.Count == 8 && Enum.TryParse<ArgumentEdit>(fields[4], out var edit)
            ? new BuildFinding(fields[0], fields[1], fields[2], fields[3], new AttributeFix(edit, fields[5], fields[6], fields[7]))
            : null;
    }

    /// <summary>Reads a file.</summary>
    public static IEnumerable<BuildFinding> ParseAll(string text)
    {
        return text.Split('\n').Select(Parse).OfType<BuildFinding>();
    }
}
