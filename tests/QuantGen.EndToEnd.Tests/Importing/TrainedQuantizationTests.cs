using QuantGen.OnnxRuntime;
using QuantGen.TestSupport;
using QuantGen.TestSupport.Models;
using Xunit;

namespace QuantGen.EndToEnd.Tests.Importing;

/// <summary>
/// docs/qat.md on a real model: keyword spotting, trained with quantization in mind, exported to TFLite int8 and converted to QDQ.
/// </summary>
public sealed class TrainedQuantizationTests : IDisposable
{
    private const string Name = "mlperf_kws_tflite_int8_qdq";

    private readonly StaticSuite _suite = new();

    [SkippableFact]
    public void EveryProductIsIntegers()
    {
        var model = ImportedModel.Load(SharedData.Models($"quantized/{Name}.onnx"));
        Assert.Empty(model.Import.FloatNodes);
        Assert.Equal(["Softmax"], model.Graph.Nodes.Except(model.IntegerNodes).Select(node => node.OperatorType));
    }

    [SkippableFact]
    public void KeepsItsAccuracyAndGivesOnnxRuntimesBytes()
    {
        var path = SharedData.Models($"quantized/{Name}.onnx");
        var data = _suite.Load("public/mlperf_kws_f32").Data;
        var model = ImportedModel.Load(path);
        var actual = model.Run((model.Graph.Inputs[0].Name, data.Evaluation))[model.Graph.Outputs[0].Name];
        Assert.Equal(900, data.Count);
        Assert.Equal(0.899, data.Accuracy(actual), 0.0005);

        var expected = ModelOracle.Run(path, [data.Evaluation], new OrtSessionOptions { Optimization = OrtOptimization.All });
        Assert.Equal(expected[model.Graph.Outputs[0].Name].Get<float>(), actual.Get<float>());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _suite.Dispose();
    }
}
