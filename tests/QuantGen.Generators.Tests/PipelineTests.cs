using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using QuantGen.TestSupport.Mutation;
using Xunit;

namespace QuantGen.Generators.Tests;

/// <summary>What an edit makes the generator do again.</summary>
public class PipelineTests
{
    private static readonly CSharpCompilation Classifier = GeneratorHarness.Compile(SnippetSamples.Classifier);

    [Theory]
    [InlineData("namespace Samples.Digits;", "// A comment that moves the attribute.\n\nnamespace Samples.Digits;")]
    [InlineData("DigitClassifier;", "DigitClassifier { private int _count; }")]
    public void An_edit_that_leaves_the_declaration_alone_leaves_the_sources_cached(string oldText, string newText)
    {
        var result = RunAgain(Plan.PlanSamples.With(SnippetSamples.Classifier, oldText, newText), SnippetSamples.ClassifierPlan);

        PipelineAssert.SourcesAreCached(result);
        var sourceOutputs = result.Results[0].TrackedOutputSteps
            .SelectMany(pair => pair.Value)
            .Where(step => step.Inputs.Any(input => input.Source.Name == QuantizedModelGenerator.TrackingNames.Sources));
        Assert.Equal(IncrementalStepRunReason.Cached, Assert.Single(Assert.Single(sourceOutputs).Outputs).Reason);
    }

    [Fact]
    public void An_unrelated_file_leaves_everything_cached()
    {
        var driver = FirstRun();
        var options = (CSharpParseOptions)Classifier.SyntaxTrees[0].Options;
        var edited = Classifier.AddSyntaxTrees(CSharpSyntaxTree.ParseText("internal class Unrelated;", options));

        var result = driver.RunGenerators(edited).GetRunResult();

        PipelineAssert.IsCached(result);
        // No output is even asked: neither sources nor diagnostics.
        var outputs = result.Results[0].TrackedOutputSteps.SelectMany(pair => pair.Value).SelectMany(step => step.Outputs);
        Assert.All(outputs, output => Assert.Equal(IncrementalStepRunReason.Cached, output.Reason));
    }

    [Fact]
    public void A_changed_plan_is_emitted_again_and_only_it()
    {
        var second = Plan.PlanSamples.With(SnippetSamples.ClassifierPlan, "DigitClassifier", "OtherClassifier");
        var files = new[]
        {
            GeneratorHarness.Plan(SnippetSamples.ClassifierPlan, Classifier),
            GeneratorHarness.Plan(second, Classifier, "obj/Other.qplan"),
        };
        var changed = GeneratorHarness.Plan(Plan.PlanSamples.With(second, "chunk 4", "chunk 2"), Classifier, "obj/Other.qplan");
        var compilation = GeneratorHarness.Compile(
            SnippetSamples.Classifier, SnippetSamples.Classifier.Replace("DigitClassifier", "OtherClassifier", StringComparison.Ordinal));
        var driver = GeneratorHarness.Driver(files).RunGenerators(compilation).ReplaceAdditionalText(files[1], changed);

        var reasons = driver.RunGenerators(compilation).GetRunResult().Results[0]
            .TrackedSteps[QuantizedModelGenerator.TrackingNames.Sources].SelectMany(step => step.Outputs).Select(output => output.Reason);

        Assert.Equal([IncrementalStepRunReason.Modified, IncrementalStepRunReason.Cached], reasons.Order());
    }

    [Fact]
    public void The_culture_does_not_reach_the_source()
    {
        var expected = GeneratorHarness.Run(SnippetSamples.Classifier, SnippetSamples.ClassifierPlan).Source;
        var previous = CultureInfo.CurrentCulture;
        try
        {
            // Finnish writes the minus sign as U+2212 and the decimal point as a comma.
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("fi-FI");
            Assert.Equal(expected, GeneratorHarness.Run(SnippetSamples.Classifier, SnippetSamples.ClassifierPlan).Source);
        }
        finally
        {
            CultureInfo.CurrentCulture = previous;
        }
    }

    [Fact]
    public void Mutated_plans_give_source_or_a_diagnostic()
    {
        var driver = FirstRun().ReplaceAdditionalTexts([GeneratorHarness.Plan(SnippetSamples.ClassifierPlan, Classifier)]);
        MutationRun.Check(
            "plan: through the generator",
            500,
            seed =>
            {
                var text = Plan.PlanMutations.Mutate(SnippetSamples.ClassifierPlan, new Random(seed));
                driver = driver.ReplaceAdditionalTexts([GeneratorHarness.Plan(text, Classifier)]);
            },
            () =>
            {
                driver = driver.RunGenerators(Classifier);
                var result = driver.GetRunResult().Results[0];

                Assert.Null(result.Exception);
                Assert.All(result.Diagnostics, diagnostic => Assert.StartsWith("QG03", diagnostic.Id, StringComparison.Ordinal));
                Assert.True(result.GeneratedSources.Length + result.Diagnostics.Length > 0);
                return result.Diagnostics.Length > 0;
            });
    }

    private static GeneratorDriver FirstRun()
    {
        return GeneratorHarness.Driver([GeneratorHarness.Plan(SnippetSamples.ClassifierPlan, Classifier)]).RunGenerators(Classifier);
    }

    private static GeneratorDriverRunResult RunAgain(string source, string plan)
    {
        var driver = GeneratorHarness.Driver([GeneratorHarness.Plan(plan, Classifier)]).RunGenerators(Classifier);
        return driver.RunGenerators(GeneratorHarness.Compile(source)).GetRunResult();
    }
}
