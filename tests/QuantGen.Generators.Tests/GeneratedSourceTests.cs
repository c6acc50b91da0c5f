using QuantGen.Generators.Emission;
using QuantGen.Generators.Pipeline;
using QuantGen.Generators.Tests.Plan;
using QuantGen.Plan;
using QuantGen.TestSupport;
using Xunit;

namespace QuantGen.Generators.Tests;

/// <summary>The text that the generator writes.</summary>
public class GeneratedSourceTests
{
    [Fact]
    public void Classifier()
    {
        Snapshot.Verify(GeneratorHarness.Run(SnippetSamples.Classifier, SnippetSamples.ClassifierPlan).Source);
    }

    [Fact]
    public void EveryKindOfValue()
    {
        var declaration = new ModelDeclaration(
            "Samples.Digits.DigitClassifier", "Samples.Digits", new([new TypeHeader("class", "DigitClassifier")]), SnippetSamples.Hash);
        var source = ModelEmitter.Emit(declaration, PlanParser.Parse(PlanSamples.Everything));
        Snapshot.Verify(source.Text.Replace(typeof(ModelEmitter).Assembly.GetName().Version!.ToString(3), "VERSION", StringComparison.Ordinal));
    }
}
