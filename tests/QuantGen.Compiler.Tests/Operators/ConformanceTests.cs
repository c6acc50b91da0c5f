using System.Globalization;
using QuantGen.TestSupport.Conformance;
using Xunit;
using Xunit.Abstractions;

namespace QuantGen.Compiler.Tests.Operators;

/// <summary>ONNX's own node tests: what the compiler takes must give what ONNX's reference gives, and what it does not take it must refuse properly.</summary>
public sealed class ConformanceTests(ITestOutputHelper output)
{
    [SkippableFact]
    public void EveryClaimedNodeTestPasses()
    {
        var results = NodeTestRun.All();
        output.WriteLine($"{"operator",-48} {"passed",7} {"failed",7} {"not claimed",12}");
        foreach (var group in results.GroupBy(result => result.Operator).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            WriteCounts(group.Key, group);
        }

        WriteCounts("total", results);
        foreach (var result in results.Where(result => result.Outcome != NodeTestOutcome.Passed))
        {
            output.WriteLine($"{result.Outcome} {result.Test} ({result.Operator}): {result.Detail}");
        }

        Assert.Empty(results.Where(result => result.Outcome == NodeTestOutcome.Failed).Select(result => $"{result.Test}: {result.Detail}"));
    }

    private void WriteCounts(string name, IEnumerable<NodeTestResult> results)
    {
        var counts = Enum.GetValues<NodeTestOutcome>().ToDictionary(outcome => outcome, outcome => results.Count(result => result.Outcome == outcome));
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name,-48} {counts[NodeTestOutcome.Passed],7} {counts[NodeTestOutcome.Failed],7} {counts[NodeTestOutcome.NotClaimed],12}"));
    }
}
