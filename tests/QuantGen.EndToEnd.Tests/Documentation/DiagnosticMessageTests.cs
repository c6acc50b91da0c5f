using System.Text.RegularExpressions;
using QuantGen.TestSupport;
using QuantGen.TestSupport.Documentation;
using Xunit;

namespace QuantGen.EndToEnd.Tests.Documentation;

/// <summary>The message on a diagnostic's page is one that the product has.</summary>
public sealed partial class DiagnosticMessageTests
{
    /// <summary>Words that stand together in the product's text too, so that it is no coincidence.</summary>
    private const int PhraseLength = 3;

    private static readonly Lazy<string> Sources = new(() => string.Concat(
        new[] { ("src", "*.cs"), ("generators", "*.cs"), ("build", "*.targets") }
            .SelectMany(place => Directory.GetFiles(Path.Combine(SharedData.Repository, place.Item1), place.Item2, SearchOption.AllDirectories))
            .Select(file => Words(File.ReadAllText(file)))));

    public static TheoryData<string, int> Messages => DocumentPage.BlocksOf(BlockKind.DiagnosticMessage);

    [Theory]
    [MemberData(nameof(Messages))]
    public void MessageIsTheProducts(string page, int line)
    {
        var (document, id) = (DocumentPage.Get(page), Path.GetFileNameWithoutExtension(page));

        var message = Message().Match(document.BlockAt(line).Text);

        Assert.Equal(id, message.Groups["id"].Value);
        Assert.StartsWith(message.Groups["severity"].Value, document.Text.Split('\n')[2], StringComparison.OrdinalIgnoreCase);
        var words = Words(message.Groups["text"].Value).Trim().Split(' ');
        var phrases = Enumerable.Range(0, Math.Max(0, words.Length - PhraseLength + 1))
            .Select(start => $" {string.Join(' ', words.Skip(start).Take(PhraseLength))} ");
        Assert.True(phrases.Any(phrase => Sources.Value.Contains(phrase, StringComparison.Ordinal)), $"{page}: the product says nothing like it.");
    }

    private static string Words(string text)
    {
        return NoLetter().Replace(text, " ");
    }

    [GeneratedRegex("[^A-Za-z]+")]
    private static partial Regex NoLetter();

    [GeneratedRegex(@"\A\S+: (?<severity>error|warning) (?<id>QG\d{4}): (?<text>.*)")]
    private static partial Regex Message();
}
