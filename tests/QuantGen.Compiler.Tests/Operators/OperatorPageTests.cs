using System.Text;
using System.Text.RegularExpressions;
using QuantGen.Compiler.Operators;
using QuantGen.Compiler.Operators.Normalization;
using QuantGen.TestSupport;
using QuantGen.TestSupport.Conformance;
using Xunit;

namespace QuantGen.Compiler.Tests.Operators;

/// <summary>The table of docs/operators.md is the registry's, and each operator in it has a test.</summary>
public sealed class OperatorPageTests
{
    private static readonly string Tests = Path.Combine(SharedData.Repository, "tests");

    [SkippableFact]
    public void PageListsTheRegistry()
    {
        var own = ReadTests("QuantGen.Compiler.Tests/Operators") + ReadTests("QuantGen.Compiler.Tests/Onnx");
        var export = ReadTests("QuantGen.EndToEnd.Tests/Export");
        var results = NodeTestRun.All().ToLookup(result => result.Operator);
        var table = new StringBuilder("| operator | family | opsets | on 8-bit tensors | otherwise | tested by | node tests | of element types |\n|---|---|---|---|---|---|---|---|\n");
        foreach (var definition in OperatorRegistry.All.OrderBy(FullName, StringComparer.Ordinal))
        {
            var tests = results[FullName(definition)].ToArray();
            var forms = string.Join(", or ", definition.IntegerForms.Select(Describe));
            string[] testedBy =
            [
                .. tests.Any(test => test.Outcome == NodeTestOutcome.Passed) ? ["ONNX's tests"] : Array.Empty<string>(),
                .. IsNamed(own, definition) ? ["own models"] : Array.Empty<string>(),
                .. IsNamed(export, definition) ? ["export"] : Array.Empty<string>(),
            ];
            Assert.True(testedBy.Length > 0, $"no test names {FullName(definition)}");
            string[] cells = [FullName(definition), Family(definition), Opsets(definition), forms, Otherwise(definition), string.Join(", ", testedBy), Counts(tests), Types(tests)];
            table.Append("| ").AppendJoin(" | ", cells).Append(" |\n");
        }

        DocumentTable.Check("operators.md", "operators", table.ToString());
    }

    [SkippableFact]
    public void PageListsWhatIsNotRead()
    {
        var read = OperatorRegistry.All.Select(FullName).ToHashSet();
        var results = NodeTestRun.All();
        var others = results.GroupBy(result => result.Operator).Where(group => !read.Contains(group.Key)).OrderBy(group => group.Key, StringComparer.Ordinal);
        var list = new StringBuilder($"All {results.Count} node tests: {Counts(results)}. Operators of the tests that are not read, and their tests (an expansion into others may pass):\n\n");
        list.AppendJoin(",\n", others.Select(group => $"{group.Key} ({Counts(group)})")).Append(".\n");
        DocumentTable.Check("operators.md", "conformance", list.ToString());
    }

    /// <summary>What the table says of 8-bit tensors is what the nodes of real models do.</summary>
    [SkippableTheory]
    [InlineData("own/mnist_mobilenetv2ish.onnx")]
    [InlineData("own/mnist_resnet8_bn.onnx")]
    [InlineData("own/mnist_lenet.onnx")]
    [InlineData("public/ultraface_slim320.onnx")]
    [InlineData("public/super_resolution_10.onnx")]
    public void NodesTakeListedFormsOnly(string model)
    {
        var graph = ModelCompiler.Load(SharedData.Models(model));

        Assert.All(graph.Nodes, node => Assert.Contains(node.Definition.IntegerFormOf(node), node.Definition.IntegerForms.Append(IntegerForm.None)));
    }

    private static string FullName(OperatorDefinition definition)
    {
        return definition.Domain.Length == 0 ? definition.Name : $"{definition.Domain}.{definition.Name}";
    }

    /// <summary>As the definition's summary says them: <c>(opset 6 to 13)</c>.</summary>
    private static string Opsets(OperatorDefinition definition)
    {
        var folder = Path.Combine(SharedData.Repository, "src", "QuantGen.Compiler", "Operators");
        var source = File.ReadAllText(Directory.GetFiles(folder, $"{definition.GetType().Name}.cs", SearchOption.AllDirectories).Single());
        var match = Regex.Match(source, @"\(opset (\d+)(?: to (\d+))?\)");
        Assert.True(match.Success, $"the summary of {definition.Name} does not say its opsets");
        return match.Groups[2].Success ? $"{match.Groups[1]} to {match.Groups[2]}" : match.Groups[1].Value;
    }

    private static string Counts(IEnumerable<NodeTestResult> tests)
    {
        return string.Join(", ", tests.CountBy(test => test.Outcome).OrderBy(count => count.Key).Select(count => $"{count.Value} {Describe(count.Key)}"));
    }

    private static string Describe(NodeTestOutcome outcome)
    {
        return outcome switch
        {
            NodeTestOutcome.Passed => "passed",
            NodeTestOutcome.Failed => "failed",
            _ => "not claimed",
        };
    }

    /// <summary>The element types for which tests pass.</summary>
    private static string Types(IEnumerable<NodeTestResult> tests)
    {
        var types = tests.Where(test => test.Outcome == NodeTestOutcome.Passed && test.ElementType.Length > 0).Select(test => test.ElementType);
        return string.Join(", ", types.Distinct().Order(StringComparer.Ordinal));
    }

    private static string Family(OperatorDefinition definition)
    {
        return definition.GetType().Namespace!.Split('.')[^1];
    }

    private static string Describe(IntegerForm form)
    {
        return form switch
        {
            IntegerForm.Compute => "int8 product",
            IntegerForm.Recurrent => "16-bit times int8 products",
            IntegerForm.Arithmetic => "int8 arithmetic",
            IntegerForm.Join or IntegerForm.PassThrough => "bytes are moved",
            IntegerForm.Table => "table of 256 entries",
            _ => throw new ArgumentOutOfRangeException(nameof(form)),
        };
    }

    private static string Otherwise(OperatorDefinition definition)
    {
        return definition is BatchNormalization ? "merged into a convolution, or one itself"
            : Family(definition) == "Quantization" ? "as the model says"
            : Overrides(definition, nameof(OperatorDefinition.Lower)) ? "computed in the model's types"
            : Overrides(definition, nameof(OperatorDefinition.Expand)) ? "written with other operators"
            : "known at build time";
    }

    private static bool Overrides(OperatorDefinition definition, string method)
    {
        return definition.GetType().GetMethod(method)!.DeclaringType != typeof(OperatorDefinition);
    }

    private static string ReadTests(string folder)
    {
        return string.Concat(Directory.GetFiles(Path.Combine(Tests, folder), "*Tests.cs").Order(StringComparer.Ordinal).Select(File.ReadAllText));
    }

    private static bool IsNamed(string tests, OperatorDefinition definition)
    {
        string[] names = [definition.Name, FullName(definition)];
        return names.Any(name => tests.Contains($"\"{name}\"", StringComparison.Ordinal));
    }
}
