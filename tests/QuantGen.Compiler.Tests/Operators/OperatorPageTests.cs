using System.Text;
using System.Text.RegularExpressions;
using QuantGen.Compiler.Operators;
using QuantGen.Compiler.Operators.Normalization;
using QuantGen.TestSupport;
using Xunit;

namespace QuantGen.Compiler.Tests.Operators;

/// <summary>The table of docs/operators.md is the registry's, and each operator in it has a test.</summary>
public sealed class OperatorPageTests
{
    private static readonly string Tests = Path.Combine(SharedData.Repository, "tests");

    [Fact]
    public void PageListsTheRegistry()
    {
        var own = ReadTests("QuantGen.Compiler.Tests/Operators") + ReadTests("QuantGen.Compiler.Tests/Onnx");
        var export = ReadTests("QuantGen.EndToEnd.Tests/Export");
        var table = new StringBuilder("| operator | family | on 8-bit tensors | otherwise | tested by |\n|---|---|---|---|---|\n");
        foreach (var definition in OperatorRegistry.All.OrderBy(definition => definition.Name, StringComparer.Ordinal))
        {
            var name = definition.Name;
            string[] tests =
            [
                .. IsNodeTested(own, name) ? ["ONNX's tests"] : Array.Empty<string>(),
                .. IsNamed(own, name) ? ["own models"] : Array.Empty<string>(),
                .. IsNamed(export, name) ? ["export"] : Array.Empty<string>(),
            ];
            Assert.True(tests.Length > 0, $"no test names {name}");
            var forms = string.Join(", or ", definition.IntegerForms.Select(Describe));
            table.Append($"| {name} | {Family(definition)} | {forms} | {Otherwise(definition)} | {string.Join(", ", tests)} |\n");
        }

        DocumentTable.Check("operators.md", "operators", table.ToString());
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

    private static string Family(OperatorDefinition definition)
    {
        return definition.GetType().Namespace!.Split('.')[^1];
    }

    private static string Describe(IntegerForm form)
    {
        return form switch
        {
            IntegerForm.Compute => "int8 product",
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

    private static bool IsNamed(string tests, string name)
    {
        return tests.Contains($"\"{name}\"", StringComparison.Ordinal);
    }

    /// <summary>By a list of operators, or by a test's folder: <c>reduce_max</c>, <c>test_reduce_max_keepdims</c>.</summary>
    private static bool IsNodeTested(string tests, string name)
    {
        var words = Regex.Replace(name, "(?<=[a-z0-9])(?=[A-Z])", "_").ToLowerInvariant();
        return Regex.IsMatch(tests, $"\"(test_)?({name.ToLowerInvariant()}|{words})[_\"]");
    }
}
