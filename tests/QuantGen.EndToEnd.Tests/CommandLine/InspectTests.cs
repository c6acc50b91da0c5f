using System.Text.Json;
using QuantGen.Compiler.Inspection;
using QuantGen.TestSupport;
using QuantGen.TestSupport.Models;
using Xunit;

namespace QuantGen.EndToEnd.Tests.CommandLine;

/// <summary><c>quantgen inspect</c>.</summary>
public sealed class InspectTests(DigitsFolder folder) : IClassFixture<DigitsFolder>
{
    public static TheoryData<string> Names => [.. InspectedModels.Names.DefaultIfEmpty("models/own/digits_mlp.onnx")];

    /// <summary>Every other model is float.</summary>
    public static TheoryData<string, string, string> Quantized => new()
    {
        { "ort_conv_qdq_s8s8_perchannel", "StaticQdq", "QuantizeLinear with fixed scales on activations" },
        { "ort_conv_qdq_u8u8", "StaticQdq", "QuantizeLinear with fixed scales on activations" },
        { "ort_qdq_multi_consumer_fixed", "StaticQdq", "QuantizeLinear with fixed scales on activations" },
        { "mlperf_kws_tflite_int8_qdq", "StaticQdq", "QuantizeLinear with fixed scales on activations" },
        { "tract_qtdnn", "StaticQOperator", "1 QLinearConv compute in integers" },
        { "factorio_mnist_quantized", "Dynamic", "3 DynamicQuantizeLinear find scales" },
        { "ort_dynq_matmul_int8_bias", "Dynamic", "1 DynamicQuantizeLinear find scales" },
        { "mlperf_kws_hybrid_weightonly", "WeightOnly", "5 Conv multiply float activations with dequantized weights" },
    };

    [SkippableTheory]
    [MemberData(nameof(Quantized))]
    public void KindOfAQuantizedModelIsShownByItsNodes(string name, string kind, string evidence)
    {
        var inspection = ModelInspector.Inspect(SharedData.Models($"quantized/{name}.onnx"));
        Assert.Equal(kind, inspection.Kind.ToString());
        Assert.Contains(evidence, Assert.Single(inspection.Evidence), StringComparison.Ordinal);
    }

    [SkippableTheory]
    [MemberData(nameof(Names))]
    public void EveryModelIsCountedAsOtherSoftwareCountsIt(string name)
    {
        var inspection = ModelInspector.Inspect(SharedData.Get(name));
        Assert.Equal(InspectedModels.Parameters(name), inspection.Parameters);
        Assert.Equal(InspectedModels.Operators(name), new SortedDictionary<string, int>(inspection.Operators.ToDictionary(row => row.Type, row => row.Count)));
        Assert.All(inspection.Operators, row =>
            Assert.Equal(row.Count, row.Int8 + row.Table + row.Float + row.Folded + row.Unsupported + row.Undecided));
        Assert.Equal(inspection.Supported, inspection.Diagnostics.Count == 0);
        if (!Quantized.Any(row => name.EndsWith($"/{row[0]}.onnx", StringComparison.Ordinal)))
        {
            Assert.Equal(QuantizationKind.Float, inspection.Kind);
            Assert.Empty(inspection.Evidence);
        }
    }

    [Fact]
    public void PageIsReadable()
    {
        var page = QuantGenProcess.Run(folder.Path, "inspect", "digits.onnx").Succeeded().Output;
        var lines = page.ReplaceLineEndings("\n").Split('\n');
        Assert.Equal("digits.onnx: float", lines[0]);
        Assert.Contains("  opset          ai.onnx 13", lines);
        Assert.Contains("  input          image: float32[batch, 1, 8, 8]", lines);
        Assert.Contains("  output         scores: float32[batch, 10]", lines);
        Assert.Contains("  parameters     23,946", lines);
        Assert.Contains("  bytes          97,228 (94.9 KB)", lines);
        Assert.Contains("  multiply-adds  599,680, open dimensions counted as 1", lines);
        Assert.Contains("  operator           nodes  int8  folded away", lines);
        Assert.Contains("  Conv                   3     3", lines);
        Assert.Contains("  Relu                   3                  3", lines);
    }

    [Fact]
    public void JsonHasTheDocumentedNames()
    {
        var json = QuantGenProcess.Run(folder.Path, "inspect", "digits.onnx", "--json").Succeeded().Output;
        var root = JsonDocument.Parse(json).RootElement;
        Assert.Equal(
            ["file", "bytes", "irVersion", "producer", "opsets", "kind", "evidence", "inputs", "outputs", "parameters", "multiplyAdds", "supported",
                "operators", "notes", "diagnostics"],
            root.EnumerateObject().Select(member => member.Name));
        Assert.Equal("float", root.GetProperty("kind").GetString());
        Assert.Equal("""{"name":"image","type":"float32","shape":["batch","1","8","8"]}""", Compact(root.GetProperty("inputs")[0]));
        Assert.Equal(
            """{"domain":"","type":"Relu","count":3,"int8":0,"table":0,"float":0,"folded":3,"unsupported":0,"undecided":0}""",
            Compact(root.GetProperty("operators").EnumerateArray().Single(row => row.GetProperty("type").GetString() == "Relu")));

        static string Compact(JsonElement element)
        {
            return JsonSerializer.Serialize(element);
        }
    }

    [Fact]
    public void ModelThatCannotBeReadIsInspectedAllTheSame()
    {
        var model = new OnnxModelBuilder(opset: 99)
            .Input<float>("x", "N, 4").Node("Relu", ["x"], ["y"]).Node("Frobnicate", ["y"], ["z"]).Output<float>("z");
        File.WriteAllBytes(folder["future.onnx"], model.ToBytes());
        var page = QuantGenProcess.Run(folder.Path, "inspect", "future.onnx").Succeeded().Output;
        Assert.Contains("operator    nodes  unsupported  undecided", page, StringComparison.Ordinal);
        Assert.Contains("QuantGen cannot read the model:", page, StringComparison.Ordinal);
        Assert.Contains("future.onnx: error QG0201: ", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("N, 4", true)]
    [InlineData("2, 4", true)]
    [InlineData("1, 4", false)]
    public void ScaleForAWholeBatchIsPointedOut(string shape, bool expected)
    {
        var model = new OnnxModelBuilder(opset: 13)
            .Input<float>("x", shape)
            .Node("DynamicQuantizeLinear", ["x"], ["q", "scale", "zero"])
            .Node("DequantizeLinear", ["q", "scale", "zero"], ["y"])
            .Output<float>("y");
        File.WriteAllBytes(folder["dynamic.onnx"], model.ToBytes());
        var inspection = ModelInspector.Inspect(folder["dynamic.onnx"]);
        Assert.Equal(QuantizationKind.Dynamic, inspection.Kind);
        Assert.Equal(expected, inspection.Notes.Any(note => note.StartsWith("Batch-dependent: ", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("inspect", "quantgen inspect: MODEL is missing.")]
    [InlineData("inspect --jsno", "'--jsno' is not an option. Did you mean '--json'?")]
    [InlineData("inspect --jsno digits.onnx", "'--jsno' is not an option. Did you mean '--json'?")]
    [InlineData("inspect digits.onnx --jsno", "'--jsno' is not an option. Did you mean '--json'?")]
    [InlineData("inspect digits.onnx more.onnx", "'more.onnx' is one argument too many.")]
    public void WrongArgumentsAreUsageErrors(string arguments, string message)
    {
        QuantGenProcess.Run(folder.Path, arguments.Split(' ')).IsUsageError(message);
    }

    [Theory]
    [InlineData("missing.onnx", "QG0101")]
    [InlineData("calibration.csv", "QG0102")]
    public void WrongFilesAreDiagnosed(string file, string id)
    {
        QuantGenProcess.Run(folder.Path, "inspect", file).FailedWith(id);
    }
}
