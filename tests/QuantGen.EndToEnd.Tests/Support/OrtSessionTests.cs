using QuantGen.OnnxRuntime;
using QuantGen.TestSupport;
using QuantGen.TestSupport.Conformance;
using Xunit;

namespace QuantGen.EndToEnd.Tests.Support;

/// <summary>ONNX Runtime, as bound by the test support, gives ONNX's own reference outputs for each element type.</summary>
public sealed class OrtSessionTests
{
    [SkippableTheory]
    [InlineData("test_basic_conv_with_padding")] // float
    [InlineData("test_quantizelinear_axis")] // float to uint8
    [InlineData("test_dequantizelinear_int16")]
    [InlineData("test_dequantizelinear_uint16")]
    [InlineData("test_matmulinteger")] // uint8 to int32
    [InlineData("test_qlinearmatmul_2D_int8_float32")]
    [InlineData("test_argmax_keepdims_example")] // int64
    [InlineData("test_and3d")] // bool
    [InlineData("test_cast_FLOAT_to_FLOAT16")]
    [InlineData("test_cast_FLOAT_to_DOUBLE")]
    [InlineData("test_add_uint32")]
    [InlineData("test_split_zero_size_splits_opset18")] // tensors without elements
    [InlineData("test_reduce_sum_default_axes_keepdims_example")] // an empty list as input
    public void RunsOnnxNodeTest(string name)
    {
        var test = OnnxNodeTest.Load(name);
        using var session = OrtSession.Open(test.ModelPath, OrtSessionOptions.Reference);
        test.AssertOutputs(session.Run(test.Inputs));
    }

    [SkippableFact]
    public void DescribesInputsAndOutputs()
    {
        using var session = OrtSession.Open(SharedData.Models("own/mnist_lenet.onnx"));

        var input = Assert.Single(session.Inputs);
        Assert.Equal("input", input.Name);
        Assert.Equal(1, input.OnnxElementType);
        Assert.Equal([-1, 1, 28, 28], input.Dimensions);
        Assert.Equal([-1, 10], Assert.Single(session.Outputs).Dimensions);
    }

    [SkippableFact]
    public void LoadsFromMemoryAndRepeatsARun()
    {
        var test = OnnxNodeTest.Load("test_basic_conv_with_padding");
        using var session = OrtSession.Open(File.ReadAllBytes(test.ModelPath));
        using var run = session.Prepare(test.Inputs);

        run.Execute();
        run.Execute();

        test.AssertOutputs(run.ReadOutputs());
    }

    [SkippableFact]
    public void WritesTheOptimizedModel()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var optimized = Path.Combine(folder.FullName, "optimized.onnx");
            using var session = OrtSession.Open(SharedData.Models("own/mnist_resnet8_bn.onnx"),
                new OrtSessionOptions { OptimizedModelPath = optimized, Optimization = OrtOptimization.Extended });

            Assert.True(new FileInfo(optimized).Length > 0);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [SkippableFact]
    public void ReportsABrokenModel()
    {
        OnnxRuntimeLibrary.Require();
        var exception = Assert.Throws<OrtException>(() => OrtSession.Open([1, 2, 3]));
        Assert.NotEmpty(exception.Message);
    }

    [SkippableFact]
    public void ReportsAWrongShape()
    {
        using var session = OrtSession.Open(SharedData.Models("own/mnist_lenet.onnx"));
        var image = OrtTensor.Create(new float[27 * 28], 1, 1, 27, 28);

        var exception = Assert.Throws<OrtException>(() => session.Run([image]));

        Assert.Contains("input", exception.Message, StringComparison.Ordinal);
    }
}
