using System.Globalization;
using System.Text;
using QuantGen.Compiler.Lowering;
using QuantGen.OnnxRuntime;
using QuantGen.TestSupport;
using QuantGen.TestSupport.Models;
using Xunit;

namespace QuantGen.EndToEnd.Tests.Importing;

/// <summary>The table of docs/qat.md: every model that came quantized, against ONNX Runtime. <c>QUANTGEN_UPDATE_DOCS=1</c> writes it anew.</summary>
public sealed class ImportedTableTests : IDisposable
{
    private static readonly string[] Models =
    [
        "mlperf_kws_tflite_int8_qdq",
        "mlperf_kws_hybrid_weightonly",
        "ort_conv_qdq_s8s8_perchannel",
        "ort_conv_qdq_u8u8",
        "ort_qdq_multi_consumer_fixed",
        "tract_qtdnn",
        "factorio_mnist_quantized",
    ];

    private readonly StaticSuite _suite = new();

    [SkippableFact]
    public void TableIsWrittenToTheDocs()
    {
        DocumentTable.Require();
        OnnxRuntimeLibrary.Require();
        var table = new StringBuilder("| model | in integers | int8 weights, float sums | in float | weights, bytes | outputs as ONNX Runtime's | accuracy |\n|---|---|---|---|---|---|---|\n");
        foreach (var name in Models)
        {
            table.AppendLine(CultureInfo.InvariantCulture, $"| {string.Join(" | ", Row(name))} |");
        }

        DocumentTable.Write("qat.md", "imported", table.ToString());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _suite.Dispose();
    }

    private string[] Row(string name)
    {
        var path = SharedData.Models($"quantized/{name}.onnx");
        var model = ImportedModel.Load(path);
        var assignment = model.Import.Assignment;
        var data = name.Contains("kws", StringComparison.Ordinal) ? _suite.Load("public/mlperf_kws_f32").Data : null;
        var input = data?.Evaluation ?? ReferenceRun.Load($"ref/{name}").Inputs[0];
        var expected = ModelOracle.Run(path, [input], new OrtSessionOptions { Optimization = OrtOptimization.All });
        var actual = model.Run((model.Graph.Inputs[0].Name, input));
        var same = expected.Sum(pair => pair.Value.Get<float>().ToArray().Zip(actual[pair.Key].Get<float>().ToArray()).Count(element => element.First == element.Second));
        var total = expected.Values.Sum(tensor => tensor.Data.Length);
        var largest = expected.Max(pair => pair.Value.Get<float>().ToArray().Zip(actual[pair.Key].Get<float>().ToArray()).Max(element => Math.Abs(element.First - element.Second)));
        string[] counts =
        [
            Text(model.Graph.Nodes.Count(node => assignment.IsInteger(node) || assignment.Dynamic(node) is not null)),
            Text(model.Graph.Nodes.Count(node => assignment.Compressed(node) is not null)),
            Text(model.Graph.Nodes.Count(node => !assignment.IsQuantized(node))),
            Text(ModelLowering.Lower(model.Graph, assignment).Weights.Length),
        ];
        var agreement = same == total ? "the same bits" : string.Create(CultureInfo.InvariantCulture, $"within {largest:G1}");
        var accuracy = data is null ? "" : string.Create(CultureInfo.InvariantCulture, $"{100 * data.Accuracy(actual[model.Graph.Outputs[0].Name]):F1} %");
        return [name, .. counts, agreement, accuracy];
    }

    private static string Text(int number)
    {
        return number.ToString("N0", CultureInfo.InvariantCulture);
    }
}
