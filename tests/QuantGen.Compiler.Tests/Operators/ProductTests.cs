using QuantGen.Compiler.Diagnostics;
using QuantGen.OnnxRuntime;
using QuantGen.TestSupport.Models;
using Xunit;
using static QuantGen.Compiler.Tests.Operators.OperatorAssert;

namespace QuantGen.Compiler.Tests.Operators;

/// <summary>Convolutions and matrix products.</summary>
public sealed class ProductTests
{
    [SkippableTheory]
    [InlineData(0, 0, 1, 1, "4")]
    [InlineData(0, 1, 1, 1, "4")]
    [InlineData(0, 1, 0.5, 2, "1, 4")]
    [InlineData(0, 0, 2, 0, "1")]
    [InlineData(0, 0, 1, 1, "6, 4")]
    [InlineData(1, 0, 1, 1, "4")]
    [InlineData(1, 1, 0.5, 2, "6, 1")]
    public void GemmWithConstantsAgrees(int transA, int transB, float alpha, float beta, string bias)
    {
        int[] biasShape = [.. bias.Split(", ").Select(int.Parse)];
        int[] weightShape = transB == 0 ? [5, 4] : [4, 5];
        int[] inputShape = transA == 0 ? [6, 5] : [5, 6];
        var model = new OnnxModelBuilder(13)
            .Input<float>("x", string.Join(", ", inputShape))
            .Constant("w", Random(1, -1, 1, weightShape).Get<float>(), weightShape)
            .Constant("b", Random(2, -1, 1, biasShape).Get<float>(), biasShape)
            .Node("Gemm", ["x", "w", "b"], ["y"], ("transA", transA), ("transB", transB), ("alpha", alpha), ("beta", beta))
            .Output<float>("y");

        AgreesWithOnnxRuntime(model, [("x", Random(3, -2, 2, inputShape))]);
    }

    [Theory]
    [InlineData("MatMul")]
    [InlineData("Gemm")]
    public void IntegersAreNotSupported(string type)
    {
        var model = new OnnxModelBuilder(13)
            .Input<int>("x", "2, 3")
            .Constant("w", Random(1, -1, 1, 3, 4).Get<float>(), 3, 4)
            .Node(type, ["x", "w"], ["y"])
            .Output<float>("y");

        var diagnostic = Assert.Single(Assert.Throws<CompilationException>(() => Lowered.Kernels(model)).Diagnostics);
        Assert.Equal("QG0202", diagnostic.Id);
        Assert.Contains("takes other element types than int32, float32", diagnostic.Message, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("2, 3", "3, 4")]
    [InlineData("5, 2, 3", "3, 4")]
    [InlineData("5, 2, 3", "5, 3, 4")]
    [InlineData("2, 3", "3")]
    [InlineData("3", "3, 4")]
    public void MatMulWithAConstantAgrees(string left, string right)
    {
        int[] leftShape = [.. left.Split(", ").Select(int.Parse)];
        int[] rightShape = [.. right.Split(", ").Select(int.Parse)];
        var model = new OnnxModelBuilder(13)
            .Input<float>("x", left)
            .Constant("w", Random(1, -1, 1, rightShape).Get<float>(), rightShape)
            .Node("MatMul", ["x", "w"], ["y"])
            .Output<float>("y");

        AgreesWithOnnxRuntime(model, [("x", Random(2, -2, 2, leftShape))]);
    }

    [SkippableTheory]
    [InlineData("1, 6, 9", 6, 3)]
    [InlineData("2, 6, 9", 3, 1)]
    [InlineData("1, 6, 9, 7", 6, 2)]
    [InlineData("2, 6, 9, 7", 6, 6)]
    public void ConvWithConstantsAgrees(string input, int channels, int group)
    {
        int[] inputShape = [.. input.Split(", ").Select(int.Parse)];
        var axes = inputShape.Length - 2;
        int[] weightShape = [channels, inputShape[1] / group, .. Enumerable.Repeat(3, axes)];
        var model = new OnnxModelBuilder(11)
            .Input<float>("x", input)
            .Constant("w", Random(1, -1, 1, weightShape).Get<float>(), weightShape)
            .Constant("b", Random(2, -1, 1, channels).Get<float>(), channels)
            .Node(
                "Conv",
                ["x", "w", "b"],
                ["y"],
                ("group", group),
                ("strides", Enumerable.Repeat(2, axes).ToArray()),
                ("dilations", Enumerable.Repeat(2, axes).ToArray()),
                ("pads", Enumerable.Range(0, 2 * axes).ToArray()))
            .Output<float>("y");

        AgreesWithOnnxRuntime(model, [("x", Random(3, -2, 2, inputShape))]);
    }

    [SkippableTheory]
    [InlineData("2, 2", "2, 2", "0, 0, 0, 0", "1, 1", "0, 0", 1)]
    [InlineData("4, 4", "2, 2", "1, 1, 1, 1", "1, 1", "0, 0", 1)]
    [InlineData("3, 3", "2, 2", "1, 1, 1, 1", "1, 1", "1, 1", 2)]
    [InlineData("3, 3", "1, 1", "1, 1, 1, 1", "1, 1", "0, 0", 1)]
    [InlineData("5, 3", "3, 1", "0, 2, 4, 1", "1, 1", "2, 0", 2)]
    [InlineData("3, 3", "2, 3", "1, 0, 3, 2", "2, 3", "1, 2", 1)]
    [InlineData("2, 2", "3, 3", "0, 0, 0, 0", "1, 1", "1, 2", 4)]
    [InlineData("7", "2", "2, 3", "1", "1", 2)]
    [InlineData("16", "8", "4, 4", "1", "0", 1)]
    public void ConvTransposeAgrees(string kernel, string strides, string pads, string dilations, string outputPadding, int groups)
    {
        int[] spatial = kernel.Contains(',') ? [5, 6] : [9];
        int[] input = [2, 8, .. spatial];
        int[] weight = [8, 3, .. Numbers(kernel)];
        var model = new OnnxModelBuilder(11)
            .Input<float>("x", string.Join(", ", input))
            .Constant("w", Random(2, -1, 1, weight).Get<float>(), weight)
            .Constant("b", Random(3, -1, 1, 3 * groups).Get<float>(), 3 * groups)
            .Node(
                "ConvTranspose", ["x", "w", "b"], ["y"],
                ("strides", Numbers(strides)), ("pads", Numbers(pads)), ("dilations", Numbers(dilations)), ("output_padding", Numbers(outputPadding)), ("group", groups))
            .Output<float>("y");
        AgreesWithOnnxRuntime(model, [("x", Random(1, -1, 1, input))], relative: 1e-4);
    }

    [SkippableFact]
    public void ConvTransposeOfAnOpenImageAgrees()
    {
        var model = new OnnxModelBuilder(11)
            .Input<float>("x", "N, 4, height, width")
            .Constant("w", Random(2, -1, 1, 4, 3, 4, 4).Get<float>(), 4, 3, 4, 4)
            .Node("ConvTranspose", ["x", "w"], ["y"], ("strides", new[] { 2, 2 }), ("pads", new[] { 1, 1, 1, 1 }))
            .Output<float>("y");
        AgreesWithOnnxRuntime(model, [("x", Random(1, -1, 1, 2, 4, 5, 7))], relative: 1e-4);
        Assert.Equal("[N, 3, 2 * height, 2 * width]", Lowered.OutputShape(model));
    }

    private static int[] Numbers(string list)
    {
        return [.. list.Split(", ").Select(int.Parse)];
    }

    [SkippableTheory]
    [InlineData("ij,jk->ik", "3, 4", "4, 5")]
    [InlineData("bij, bkj -> bik", "2, 3, 4", "2, 5, 4")]
    [InlineData("bhid,bhjd->bhij", "2, 3, 4, 5", "2, 3, 6, 5")]
    [InlineData("bthd,bshd->bhts", "2, 4, 3, 5", "2, 6, 3, 5")]
    [InlineData("...ij,...jk", "2, 3, 4", "2, 4, 5")]
    [InlineData("i,j->ij", "3", "4")]
    [InlineData("ijk,jk->i", "2, 3, 4", "3, 4")]
    [InlineData("bid,de->bie", "2, 3, 4", "4, 5")]
    [InlineData("ij,ij->", "3, 4", "3, 4")]
    public void EinsumAgrees(string equation, string left, string right)
    {
        var (a, b) = (Random(1, -1, 1, Numbers(left)), Random(2, -1, 1, Numbers(right)));
        var model = new OnnxModelBuilder(13).Input<float>("a", left).Input<float>("b", right)
            .Node("Einsum", ["a", "b"], ["y"], ("equation", equation)).Output<float>("y");
        AgreesWithOnnxRuntime(model, [("a", a), ("b", b)], relative: 1e-4);
    }

    [SkippableFact]
    public void EinsumOfThreeOpenOperandsAgrees()
    {
        var model = new OnnxModelBuilder(13).Input<float>("a", "N, T, 4").Input<float>("b", "N, S, 4").Input<float>("c", "N, S, 5")
            .Node("Einsum", ["a", "b", "c"], ["y"], ("equation", "btd,bsd,bse->bte")).Output<float>("y");
        AgreesWithOnnxRuntime(model, [("a", Random(1, -1, 1, 2, 3, 4)), ("b", Random(2, -1, 1, 2, 6, 4)), ("c", Random(3, -1, 1, 2, 6, 5))], relative: 1e-4);
    }

    [SkippableFact]
    public void MatMulRepeatsBatchesInPart()
    {
        var model = new OnnxModelBuilder(13).Input<float>("a", "2, 1, 3, 4").Input<float>("b", "5, 4, 2")
            .Node("MatMul", ["a", "b"], ["y"]).Output<float>("y");
        AgreesWithOnnxRuntime(model, [("a", Random(1, -1, 1, 2, 1, 3, 4)), ("b", Random(2, -1, 1, 5, 4, 2))]);
    }

    [SkippableTheory]
    [InlineData("2, 3, 4, 5", "3, 5, 6")]
    [InlineData("2, 3, 4, 5", "2, 1, 5, 6")]
    [InlineData("1, 3, 4, 5", "2, 1, 5, 6")]
    [InlineData("2, 3, 4, 5", "5")]
    [InlineData("5", "2, 3, 5, 6")]
    public void MatMulOfTwoActivationsAgreesWhereBatchesAreRepeated(string left, string right)
    {
        var model = new OnnxModelBuilder(13).Input<float>("x", left).Input<float>("z", right).Node("MatMul", ["x", "z"], ["y"]).Output<float>("y");
        AgreesWithOnnxRuntime(model, [("x", Random(1, -1, 1, Dimensions(left))), ("z", Random(2, -1, 1, Dimensions(right)))]);

        static int[] Dimensions(string shape)
        {
            return Array.ConvertAll(shape.Split(", "), int.Parse);
        }
    }
}
