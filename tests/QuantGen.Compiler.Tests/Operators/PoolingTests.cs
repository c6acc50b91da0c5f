using QuantGen.TestSupport.Models;
using Xunit;

namespace QuantGen.Compiler.Tests.Operators;

public sealed class PoolingTests
{
    /// <summary>ONNX's tests of forms that are not supported.</summary>
    private static readonly HashSet<string> Refused =
    [
        "test_maxpool_2d_uint8",
        "test_maxpool_3d_default",
        "test_maxpool_3d_dilations",
        "test_maxpool_3d_dilations_use_ref_impl",
        "test_maxpool_3d_dilations_use_ref_impl_large",
        "test_maxpool_with_argmax_2d_precomputed_pads",
        "test_maxpool_with_argmax_2d_precomputed_strides",
    ];

    public static TheoryData<string> NodeTests => OperatorAssert.NodeTests("maxpool");

    [SkippableTheory]
    [MemberData(nameof(NodeTests))]
    public void PassesNodeTest(string name)
    {
        OperatorAssert.PassesNodeTest(name, !Refused.Contains(name));
    }

    [SkippableTheory]
    [InlineData(7, 5)]
    [InlineData(12, 8)]
    public void MaxPoolAgreesWithOnnxRuntime(int opset, int size)
    {
        var model = new OnnxModelBuilder(opset)
            .Input<float>("x", $"N, 3, {size}, {size}")
            .Node("MaxPool", ["x"], ["y"], ("kernel_shape", new[] { 3, 2 }), ("strides", new[] { 2, 1 }), ("pads", new[] { 1, 0, 1, 1 }))
            .Output<float>("y");
        OperatorAssert.AgreesWithOnnxRuntime(model, [("x", OperatorAssert.Random(1, -2, 2, 2, 3, size, size))]);
    }
}
