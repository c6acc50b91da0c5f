using QuantGen.OnnxRuntime;
using QuantGen.TestSupport;
using QuantGen.TestSupport.Models;
using Xunit;
using Xunit.Abstractions;

namespace QuantGen.EndToEnd.Tests.Importing;

/// <summary>Models that other tools quantized, against ONNX Runtime with the fusions of its default optimization level.</summary>
public sealed class ImportedModelTests(ITestOutputHelper output)
{
    [SkippableTheory]
    [InlineData("ort_conv_qdq_s8s8_perchannel")]
    [InlineData("ort_conv_qdq_u8u8")]
    [InlineData("ort_qdq_multi_consumer_fixed")]
    [InlineData("tract_qtdnn")]
    [InlineData("factorio_mnist_quantized")]
    [InlineData("ort_dynq_matmul_int8_bias")]
    public void GivesWhatOnnxRuntimeGives(string name)
    {
        var path = SharedData.Models($"quantized/{name}.onnx");
        OnnxRuntimeLibrary.Require();
        var model = ImportedModel.Load(path);
        var recorded = ReferenceRun.Load($"ref/{name}");
        (string, OrtTensor)[] inputs = [.. model.Graph.Inputs.Zip(recorded.Inputs, (input, tensor) => (input.Name, tensor))];
        using var session = OrtSession.Open(path, new OrtSessionOptions { Optimization = OrtOptimization.All });
        var expected = session.Run(inputs);
        var actual = model.Run(inputs);
        output.WriteLine($"{model.IntegerNodes.Count()} of {model.Graph.Nodes.Count} nodes in integers; {string.Join("; ", model.Import.FloatNodes)}");
        Assert.All(expected, pair => Assert.Equal(pair.Value.Get<float>(), actual[pair.Key].Get<float>()));
    }

    [SkippableFact]
    public void DynamicProductsTakeOneKernel()
    {
        var model = ImportedModel.Load(SharedData.Models("quantized/factorio_mnist_quantized.onnx"));
        Assert.Equal(["MatMul", "MatMul", "MatMul"], model.Graph.Nodes.Select(node => node.OperatorType));
        Assert.All(model.Graph.Nodes, node => Assert.Equal(ActivationScale.PerTensor, model.Import.Assignment.Dynamic(node)?.Scale));
    }

    [SkippableFact]
    public void Int8WeightsOfFloatProductsAreStoredAsTheyAre()
    {
        var path = SharedData.Models("quantized/mlperf_kws_hybrid_weightonly.onnx");
        var model = ImportedModel.Load(path);
        Assert.Equal(5, model.Graph.Nodes.Count(node => model.Import.Assignment.Compressed(node) is not null));
        using var suite = new StaticSuite();
        var data = suite.Load("public/mlperf_kws_f32").Data;
        var samples = data.Evaluation.Slice(0, 50);
        var expected = ModelOracle.Run(path, [samples])[model.Graph.Outputs[0].Name];
        TensorAssert.Close(expected, model.Run((model.Graph.Inputs[0].Name, samples))[model.Graph.Outputs[0].Name], 1e-4, 1e-5, "output");
    }
}
