using QuantGen.OnnxRuntime;
using QuantGen.TestSupport.Execution;
using QuantGen.TestSupport.Models;
using Xunit;

namespace QuantGen.Compiler.Tests.Operators;

public sealed class ShapeTests
{
    [SkippableTheory]
    [InlineData("0, 2, 3, 1")]
    [InlineData("0, 3, 1, 2")]
    [InlineData("0, 1, 3, 2")]
    [InlineData("3, 2, 1, 0")]
    public void TransposeAgreesInBothLayouts(string permutation)
    {
        int[] perm = [.. permutation.Split(',').Select(int.Parse)];
        var input = OperatorAssert.Random(1, -2, 2, 2, 3, 4, 5);
        var plain = new OnnxModelBuilder(13).Input<float>("x", "N, 3, 4, 5")
            .Node("Transpose", ["x"], ["y"], ("perm", perm))
            .Output<float>("y");
        OperatorAssert.AgreesWithOnnxRuntime(plain, [("x", input)]);

        // The pooling leaves its result channels-last, and wants its input so.
        var between = new OnnxModelBuilder(13).Input<float>("x", "2, 3, 4, 5")
            .Node("MaxPool", ["x"], ["p"], ("kernel_shape", new[] { 1, 1 }))
            .Node("Transpose", ["p"], ["t"], ("perm", perm))
            .Node("MaxPool", ["t"], ["y"], ("kernel_shape", new[] { 2, 2 }))
            .Output<float>("y").Output<float>("t");
        OperatorAssert.AgreesWithOnnxRuntime(between, [("x", input)]);
    }

    [Fact]
    public void TransposeBetweenChannelsFirstAndLastMovesNothing()
    {
        var model = new OnnxModelBuilder(13).Input<float>("x", "N, 4, 5, 3")
            .Node("Transpose", ["x"], ["first"], ("perm", new[] { 0, 3, 1, 2 }))
            .Node("MaxPool", ["first"], ["pooled"], ("kernel_shape", new[] { 2, 2 }))
            .Node("Transpose", ["pooled"], ["last"], ("perm", new[] { 0, 2, 3, 1 }))
            .Node("Relu", ["last"], ["y"])
            .Output<float>("y");
        Assert.Equal(["FloatPooling.Max", "Elementwise.Relu"], Lowered.Kernels(model));
    }

    [SkippableTheory]
    [InlineData(9)]
    [InlineData(10)]
    [InlineData(13)]
    public void SliceAgreesOnOldAndNewOpsets(int opset)
    {
        var model = new OnnxModelBuilder(opset).Input<float>("x", "N, 6, 4, 5");
        int[] starts = [1, -3];
        int[] ends = [-1, int.MaxValue];
        if (opset < 10)
        {
            model.Node("Slice", ["x"], ["y"], ("starts", starts), ("ends", ends), ("axes", new[] { 1, 3 }));
        }
        else
        {
            model.Constant<long>("starts", [1, -3], 2).Constant<long>("ends", [-1, int.MaxValue], 2).Constant<long>("axes", [-3, 3], 2)
                .Constant<long>("steps", [2, 1], 2)
                .Node("Slice", ["x", "starts", "ends", "axes", "steps"], ["y"]);
        }

        OperatorAssert.AgreesWithOnnxRuntime(model.Output<float>("y"), [("x", OperatorAssert.Random(1, -2, 2, 2, 6, 4, 5))]);
    }

    [SkippableFact]
    public void SliceOfChannelsLastStaysThere()
    {
        var model = new OnnxModelBuilder(13).Input<float>("x", "2, 6, 4, 5")
            .Constant<long>("starts", [1, 1], 2).Constant<long>("ends", [5, -1], 2).Constant<long>("axes", [1, 2], 2)
            .Node("MaxPool", ["x"], ["p"], ("kernel_shape", new[] { 1, 1 }))
            .Node("Slice", ["p", "starts", "ends", "axes"], ["s"])
            .Node("MaxPool", ["s"], ["y"], ("kernel_shape", new[] { 2, 2 }))
            .Output<float>("y");
        OperatorAssert.AgreesWithOnnxRuntime(model, [("x", OperatorAssert.Random(1, -2, 2, 2, 6, 4, 5))]);
        Assert.Equal(
            ["DataMovement.Transpose", "FloatPooling.Max", "DataMovement.Slice", "FloatPooling.Max", "DataMovement.Transpose"],
            Lowered.Kernels(model));
    }

    [SkippableTheory]
    [InlineData(11)]
    [InlineData(13)]
    public void SqueezeAndUnsqueezeAgree(int opset)
    {
        var model = new OnnxModelBuilder(opset).Input<float>("x", "N, 1, 5");
        if (opset < 13)
        {
            model.Node("Unsqueeze", ["x"], ["u"], ("axes", new[] { -1, 1 })).Node("Squeeze", ["u"], ["y"], ("axes", new[] { 2 }));
        }
        else
        {
            model.Constant<long>("a", [-1, 1], 2).Constant<long>("b", [2], 1)
                .Node("Unsqueeze", ["x", "a"], ["u"]).Node("Squeeze", ["u", "b"], ["y"]);
        }

        OperatorAssert.AgreesWithOnnxRuntime(model.Output<float>("y"), [("x", OperatorAssert.Random(1, -2, 2, 2, 1, 5))]);
        Assert.Equal("[N, 1, 5, 1]", Lowered.OutputShape(model));
    }

    [SkippableTheory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(-1)]
    public void GatherAgreesOnEveryAxis(int axis)
    {
        var model = new OnnxModelBuilder(13).Input<float>("x", "N, 3, 4").Input<long>("indices", "2, 1")
            .Node("Gather", ["x", "indices"], ["y"], ("axis", axis))
            .Output<float>("y");
        var indices = OrtTensor.Create<long>([1, -2], 2, 1);
        OperatorAssert.AgreesWithOnnxRuntime(model, [("x", OperatorAssert.Random(1, -2, 2, 2, 3, 4)), ("indices", indices)]);
    }

    [SkippableFact]
    public void ShapeArithmeticFollowsTheBatch()
    {
        var model = new OnnxModelBuilder(13).Input<float>("x", "N, 3, 4").Input<float>("flat", "N, 12")
            .Constant<long>("indices", [0, -1], 2)
            .Node("Shape", ["flat"], ["shape"])
            .Node("Gather", ["shape", "indices"], ["sizes"])
            .Node("Reshape", ["x", "sizes"], ["y"])
            .Output<float>("y");
        OperatorAssert.AgreesWithOnnxRuntime(
            model, [("x", OperatorAssert.Random(1, -2, 2, 2, 3, 4)), ("flat", OperatorAssert.Random(2, -2, 2, 2, 12))]);
        Assert.Equal("[N, 12]", Lowered.OutputShape(model));
        Assert.Equal(["DataMovement.Copy"], Lowered.Kernels(model));
        Assert.NotNull(Lowered.Plan(model).Symbols.Single().Chunk);
    }

    [SkippableFact]
    public void DimensionsThatAreReadAsDataAreWritten()
    {
        var model = new OnnxModelBuilder(13).Input<float>("x", "N, 3")
            .Node("Shape", ["x"], ["shape"])
            .Node("Size", ["x"], ["size"])
            .Output<long>("shape").Output<long>("size");
        OperatorAssert.AgreesWithOnnxRuntime(model, [("x", OperatorAssert.Random(1, -2, 2, 5, 3))]);
        Assert.Null(Lowered.Plan(model).Symbols.Single().Chunk);
    }

    [Theory]
    [InlineData(0, int.MaxValue, 1, "[T]")]
    [InlineData(1, int.MaxValue, 1, "[T - 1]")]
    [InlineData(0, -1, 1, "[max(0, T - 1)]")]
    [InlineData(-1, int.MinValue, -1, "[T]")]
    public void SliceOfAnOpenAxisHasAnExpressionAsLength(long start, long end, long step, string expected)
    {
        var model = new OnnxModelBuilder(13).Input<float>("x", "T")
            .Constant("starts", [start], 1).Constant("ends", [end], 1).Constant<long>("axes", [0], 1).Constant("steps", [step], 1)
            .Node("Slice", ["x", "starts", "ends", "axes", "steps"], ["s"])
            .Node("Relu", ["s"], ["y"])
            .Output<float>("y");
        Assert.Equal(expected, Lowered.OutputShape(model));
    }

    [SkippableTheory]
    [InlineData(11)]
    [InlineData(13)]
    [InlineData(18)]
    public void SplitAgreesOnOldAndNewOpsets(int opset)
    {
        var model = new OnnxModelBuilder(opset).Input<float>("x", "N, 6, 5");
        if (opset < 13)
        {
            model.Node("Split", ["x"], ["a", "b"], ("axis", -2), ("split", new[] { 2, 4 }));
        }
        else
        {
            model.Constant<long>("lengths", [2, 4], 2).Node("Split", ["x", "lengths"], ["a", "b"], ("axis", -2));
        }

        OperatorAssert.AgreesWithOnnxRuntime(
            model.Output<float>("a").Output<float>("b"), [("x", OperatorAssert.Random(1, -2, 2, 2, 6, 5))]);
    }

    [SkippableTheory]
    [InlineData(10, "constant")]
    [InlineData(10, "reflect")]
    [InlineData(11, "edge")]
    [InlineData(13, "constant")]
    [InlineData(19, "wrap")]
    public void PadAgreesOnOldAndNewOpsets(int opset, string mode)
    {
        int[] pads = [0, 0, 1, 2, 0, 0, 0, 1];
        var model = new OnnxModelBuilder(opset).Input<float>("x", "2, 3, 4, 5")
            .Node("MaxPool", ["x"], ["p"], ("kernel_shape", new[] { 1, 1 }));
        if (opset < 11)
        {
            model.Node("Pad", ["p"], ["y"], ("mode", mode), ("pads", pads), ("value", 1.5f));
        }
        else
        {
            model.Constant("pads", Array.ConvertAll(pads, pad => (long)pad), 8).Constant<float>("value", [1.5f])
                .Node("Pad", ["p", "pads", "value"], ["y"], ("mode", mode));
        }

        OperatorAssert.AgreesWithOnnxRuntime(model.Output<float>("y"), [("x", OperatorAssert.Random(1, -2, 2, 2, 3, 4, 5))]);
    }

    [SkippableTheory]
    [InlineData(8)]
    [InlineData(13)]
    public void ExpandAndTileAgree(int opset)
    {
        var model = new OnnxModelBuilder(opset).Input<float>("x", "N, 1, 3")
            .Constant<long>("shape", [4, 1], 2).Constant<long>("repeats", [1, 2, 3], 3)
            .Node("Expand", ["x", "shape"], ["e"])
            .Node("Tile", ["e", "repeats"], ["y"])
            .Output<float>("y");
        OperatorAssert.AgreesWithOnnxRuntime(model, [("x", OperatorAssert.Random(1, -2, 2, 2, 1, 3))]);
        Assert.Equal("[N, 8, 9]", Lowered.OutputShape(model));
    }

    [SkippableFact]
    public void ConstantOfShapeFollowsAnOpenShape()
    {
        var model = new OnnxModelBuilder(13).Input<float>("x", "N, 3")
            .Node("Shape", ["x"], ["shape"])
            .Node("ConstantOfShape", ["shape"], ["ones"], ("value", OrtTensor.Create([1.5f], 1)))
            .Node("Where", ["mask", "x", "ones"], ["y"])
            .Constant("mask", [true, false, true], 3)
            .Output<float>("y");
        OperatorAssert.AgreesWithOnnxRuntime(model, [("x", OperatorAssert.Random(1, -2, 2, 4, 3))]);
        Assert.Equal(["DataMovement.BroadcastTo", "Broadcast.Where"], Lowered.Kernels(model));
    }

    [SkippableTheory]
    [InlineData(9)]
    [InlineData(11)]
    [InlineData(13)]
    public void DropoutIsTheIdentityInInference(int opset)
    {
        var model = new OnnxModelBuilder(opset).Input<float>("x", "N, 3");
        if (opset < 12)
        {
            model.Node("Dropout", ["x"], ["d", "unused"], ("ratio", 0.3f));
        }
        else
        {
            model.Constant<float>("ratio", [0.3f]).Constant("training", [false]).Node("Dropout", ["x", "ratio", "training"], ["d", "unused"]);
        }

        model.Node("Relu", ["d"], ["y"]).Output<float>("y");
        OperatorAssert.AgreesWithOnnxRuntime(model, [("x", OperatorAssert.Random(1, -2, 2, 4, 3))]);
        Assert.Equal(["Elementwise.Relu"], Lowered.Kernels(model));
    }

    [SkippableTheory]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(9)]
    [InlineData(1)]
    public void CastAgreesWithOnnxRuntime(int target)
    {
        var model = new OnnxModelBuilder(13).Input<float>("x", "N, 3").Node("Cast", ["x"], ["y"], ("to", target));
        model = target switch
        {
            6 => model.Output<int>("y"),
            7 => model.Output<long>("y"),
            9 => model.Output<bool>("y"),
            _ => model.Output<float>("y"),
        };
        OperatorAssert.AgreesWithOnnxRuntime(model, [("x", OperatorAssert.Random(1, -9, 9, 4, 3))]);
    }

    [Fact]
    public void RepetitionsThatWouldFillTheWeightsAreLeftToTheRun()
    {
        var model = new OnnxModelBuilder(13).Constant<long>("shape", [64, 1024, 1024], 3)
            .Node("ConstantOfShape", ["shape"], ["zeros"])
            .Input<float>("x", "1, 1, 1")
            .Node("Add", ["x", "zeros"], ["y"])
            .Output<float>("y");
        Assert.Equal(["DataMovement.BroadcastTo", "Broadcast.Add"], Lowered.Kernels(model));
    }

    [SkippableTheory]
    [InlineData(0, 1)]
    [InlineData(2, 3)]
    [InlineData(20, 3)]
    public void RangeCountsUpToAnOpenLength(long first, long step)
    {
        var model = new OnnxModelBuilder(13).Input<float>("x", "T, 2").Constant("first", [first]).Constant("step", [step]).Constant("axis", [0L])
            .Node("Shape", ["x"], ["shape"]).Node("Gather", ["shape", "axis"], ["length"])
            .Node("Range", ["first", "length", "step"], ["y"]).Output<long>("y");
        OperatorAssert.AgreesWithOnnxRuntime(model, [("x", OperatorAssert.Random(1, -1, 1, 9, 2))]);
        Assert.Null(Lowered.Plan(model).Symbols.Single().Chunk);
    }
}
