namespace Samples.SpamFilter;

/// <summary>A text message, one line of a file.</summary>
/// <param name="Text">What it says.</param>
/// <param name="IsSpam">What a person says about it, where the line begins with <c>ham</c> or <c>spam</c> and a tab.</param>
internal sealed record Message(string Text, bool? IsSpam)
{
    public static Message Parse(string line)
    {
        return line.Split('\t', 2) switch
        {
            ["spam", var text] => new Message(text, true),
            ["ham", var text] => new Message(text, false),
            _ => new Message(line, null),
        };
    }
}
