using QuantGen.TestSupport.Documentation;
using Xunit;

namespace QuantGen.EndToEnd.Tests.Samples;

/// <summary>What the front page shows first is the sample; the tests in <c>Documentation/</c> take the rest of it, as of every page.</summary>
public sealed class ReadmeTests
{
    [Fact]
    public void DeclarationIsTheSamples()
    {
        var sample = File.ReadAllText(Path.Combine(new SampleProgram("Digits").Folder, "DigitClassifier.cs")).ReplaceLineEndings("\n");
        var declaration = DocumentPage.Get("README.md").Blocks[0].Text;
        Assert.Contains(declaration[declaration.IndexOf('[')..], sample, StringComparison.Ordinal);
    }
}
