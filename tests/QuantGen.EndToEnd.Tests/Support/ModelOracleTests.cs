using QuantGen.TestSupport;
using QuantGen.TestSupport.Models;
using Xunit;

namespace QuantGen.EndToEnd.Tests.Support;

/// <summary>The oracle gives the outputs that were recorded with the shared data, however a model takes its samples.</summary>
public sealed class ModelOracleTests
{
    [SkippableTheory]
    [InlineData("public/mnist", "ref/mnist")] // a fixed batch of one
    [InlineData("public/dtln_1", "dtln_1")] // slices that are whole inputs
    [InlineData("quantized/factorio_mnist", "ref/factorio_mnist")] // an open batch
    [InlineData("public/optimum_test_model", "ref/optimum_test_model")] // two int64 inputs
    [InlineData("public/tract_byte_sb_bidi_lstm", "ref/tract_byte_sb_bidi_lstm")] // uint8
    [InlineData("quantized/tract_qtdnn", "ref/tract_qtdnn")] // an open dimension that is no batch
    [InlineData("quantized/ort_dynq_matmul_int8_bias", "ref/ort_dynq_matmul_int8_bias")] // int8, inputs of several ranks
    public void GivesTheRecordedOutputs(string model, string folder)
    {
        var recorded = ReferenceRun.Load(folder);

        var outputs = ModelOracle.Run(SharedData.Models($"{model}.onnx"), recorded.Inputs);

        Assert.Equal(recorded.Outputs.Count, outputs.Count);
        foreach (var (expected, (name, actual)) in recorded.Outputs.Zip(outputs))
        {
            TensorAssert.Close(expected, actual, relative: 1e-3, absolute: 1e-3, name);
        }
    }
}
