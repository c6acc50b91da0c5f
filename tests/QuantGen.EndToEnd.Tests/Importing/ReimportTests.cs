using Google.Protobuf;
using QuantGen.Compiler.Graph;
using QuantGen.EndToEnd.Tests.Export;
using QuantGen.OnnxRuntime;
using QuantGen.TestSupport.Execution;
using QuantGen.TestSupport.Models;
using Xunit;

namespace QuantGen.EndToEnd.Tests.Importing;

/// <summary>What static mode exports as QDQ and Imported mode reads again is the same model: the same integer nodes, the same bits.</summary>
public sealed class ReimportTests(QuantizedSuite suite) : IClassFixture<QuantizedSuite>
{
    public static TheoryData<string> Names => [.. StaticSuite.Names];

    [SkippableTheory]
    [MemberData(nameof(Names))]
    public void GivesTheSameBits(string name)
    {
        var original = suite.Load(name, out var samples);
        var imported = ImportedModel.Load(original.Export.ToByteArray());
        foreach (var sample in samples)
        {
            var input = (original.Graph.Inputs[0].Name, sample);
            var expected = FloatExecution.Run(original.Graph, original.Assignment, [input]);
            var actual = imported.Run(input);
            Assert.All(expected, pair => Assert.Equal(pair.Value.Get<float>(), actual[pair.Key].Get<float>()));
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Names))]
    public void HasTheSameIntegerNodes(string name)
    {
        var original = suite.Load(name, out _);
        var imported = ImportedModel.Load(original.Export.ToByteArray());
        Assert.Equal(Types(original.Graph.Nodes.Where(original.Assignment.IsInteger)), Types(imported.IntegerNodes));
        Assert.Empty(imported.Import.FloatNodes.Select(node => node.Name).Except(
            original.Graph.Nodes.Where(node => !original.Assignment.IsInteger(node)).Select(node => node.Name)));

        static string[] Types(IEnumerable<Node> nodes)
        {
            return [.. nodes.Select(node => node.OperatorType)];
        }
    }
}
