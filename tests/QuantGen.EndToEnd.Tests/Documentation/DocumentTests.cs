using QuantGen.TestSupport.Documentation;
using Xunit;

namespace QuantGen.EndToEnd.Tests.Documentation;

/// <summary>The documentation as a whole: nothing in it is untested, unreachable or linked to nowhere.</summary>
public sealed class DocumentTests
{
    private const string Index = "docs/README.md";

    public static TheoryData<string> Pages => [.. DocumentPage.All.Select(page => page.Path)];

    [Theory]
    [MemberData(nameof(Pages))]
    public void EveryBlockIsTestedOrSaysWhyNot(string page)
    {
        Assert.All(DocumentPage.Get(page).Blocks, block =>
            Assert.True(block.Kind != BlockKind.Unknown, $"{block}: {nameof(BlockKind)} lists what a block may be."));
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void LinksLeadSomewhere(string page)
    {
        foreach (var link in DocumentPage.Get(page).Links.Where(link => !link.Contains("://", StringComparison.Ordinal)))
        {
            var (path, anchor) = (link.Split('#')[0], link.Contains('#') ? link.Split('#')[1] : null);
            var target = path.Length == 0 ? DocumentPage.FullPath(page) : DocumentPage.FullPath(Path.Combine(Path.GetDirectoryName(page)!, path));
            Assert.True(Path.Exists(target), $"{page}: {link}");
            if (anchor is not null)
            {
                var relative = Path.GetRelativePath(DocumentPage.FullPath("."), target).Replace('\\', '/');
                Assert.True(DocumentPage.Get(relative).Anchors.Contains(anchor), $"{page}: {link}");
            }
        }
    }

    [Fact]
    public void IndexNamesEveryPage()
    {
        var named = DocumentPage.Get(Index).Links.Select(link => "docs/" + link.Split('#')[0]).ToHashSet();
        var pages = DocumentPage.All.Select(page => page.Path)
            .Where(path => path.StartsWith("docs/", StringComparison.Ordinal) && path.Split('/').Length == 2 && path != Index);
        Assert.All(pages, page => Assert.Contains(page, named));
    }
}
