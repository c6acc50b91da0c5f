using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Xunit;

namespace QuantGen.Generators.Tests;

/// <summary>What an editor shows when a person hovers a generated member.</summary>
public class GeneratedDocumentationTests
{
    /// <summary>The compiler calls a quantized input as the model does.</summary>
    private static readonly string Plan = Generators.Tests.Plan.PlanSamples.With(SnippetSamples.ClassifierPlan, "\"input_quantized\"", "\"input\"");

    private static readonly INamedTypeSymbol Classifier =
        GeneratorHarness.Run(SnippetSamples.Classifier, Plan).Compilation.GetTypeByMetadataName("Samples.Digits.DigitClassifier")!;

    [Fact]
    public void Every_public_member_says_what_it_is()
    {
        var members = Public(Classifier).Concat(Public(Classifier.GetTypeMembers("Scales").Single())).ToArray();

        Assert.Contains(members, member => member.Name == "Relu1ZeroPoint");
        Assert.All(members, member =>
        {
            var documentation = Documentation(member);
            Assert.True(documentation.Element("summary")?.Value.Length > 10 || documentation.Element("inheritdoc") is not null, member.ToDisplayString());
            var parameters = (member as IMethodSymbol)?.Parameters.Select(parameter => parameter.Name) ?? [];
            Assert.Equal(parameters, documentation.Elements("param").Select(parameter => parameter.Attribute("name")!.Value));
        });
    }

    [Theory]
    [InlineData("ImageLength", "1 x 2 x 4")]
    [InlineData("ImageShape", "[N, 1, 2, 4]")]
    [InlineData("ScoresShape", "[N, 4]")]
    [InlineData("Run", "[N, 1, 2, 4], row-major")]
    [InlineData("Run", "8 bits cover -64 to 63.5")]
    [InlineData("Run", "ArgumentException")]
    [InlineData("Scales.Image8", "uint8 [N, 2, 4]: it holds -64 to 63.5")]
    public void Shapes_and_ranges_are_told(string name, string text)
    {
        var path = name.Split('.');
        var type = path.Length == 1 ? Classifier : Classifier.GetTypeMembers(path[0]).Single();

        Assert.Contains(text, string.Concat(Documentation(type.GetMembers(path[^1])[0]).DescendantNodesAndSelf().Select(Text)), StringComparison.Ordinal);
    }

    private static string Text(XNode node)
    {
        return node switch
        {
            XText text => text.Value,
            XElement element => string.Concat(element.Attributes().Select(attribute => attribute.Value)),
            _ => "",
        };
    }

    private static IEnumerable<ISymbol> Public(INamedTypeSymbol type)
    {
        return type.GetMembers().Where(member => member is { DeclaredAccessibility: Accessibility.Public, IsImplicitlyDeclared: false }
            and not IMethodSymbol { MethodKind: not MethodKind.Ordinary });
    }

    private static XElement Documentation(ISymbol symbol)
    {
        var xml = symbol.GetDocumentationCommentXml();
        Assert.False(string.IsNullOrEmpty(xml), symbol.ToDisplayString());
        return XElement.Parse(xml!);
    }
}
