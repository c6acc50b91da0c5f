using QuantGen.Compiler.Operators;
using QuantGen.OnnxRuntime;
using QuantGen.TestSupport.Execution;
using QuantGen.TestSupport.Models;
using Xunit;
using static QuantGen.Compiler.Tests.Operators.OperatorAssert;

namespace QuantGen.Compiler.Tests.Operators;

public sealed class BinaryTests
{
    [SkippableTheory]
    [InlineData("Add")]
    [InlineData("Div")]
    [InlineData("Max")]
    [InlineData("Min")]
    [InlineData("Mul")]
    [InlineData("Pow")]
    [InlineData("Sub")]
    public void BroadcastingAgrees(string type)
    {
        var model = new OnnxModelBuilder(8)
            .Input<float>("a", "N, 3, 1, 5")
            .Input<float>("b", "3, 4, 1")
            .Node(type, ["a", "b"], ["y"])
            .Output<float>("y");
        AgreesWithOnnxRuntime(model, [("a", Random(1, 0.5f, 2, 2, 3, 1, 5)), ("b", Random(2, 0.5f, 2, 3, 4, 1))]);
    }

    [SkippableTheory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("3, 1, 1")]
    [InlineData("1, 3, 1, 1")]
    [InlineData("1, 3, 4, 5")]
    [InlineData("4, 5")]
    public void ConstantsMeetChannelsLastActivations(string shape)
    {
        int[] dimensions = [.. shape.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)];
        var constant = Random(3, 1, 2, dimensions);
        foreach (var (left, right) in new[] { ("pooled", "c"), ("c", "pooled") })
        {
            var model = new OnnxModelBuilder(13)
                .Input<float>("x", "N, 3, 4, 5")
                .Constant("c", constant.Get<float>(), dimensions)
                .Node("MaxPool", ["x"], ["pooled"], ("kernel_shape", new[] { 1, 1 }))
                .Node("Sub", [left, right], ["y"])
                .Output<float>("y");
            AgreesWithOnnxRuntime(model, [("x", Random(4, -2, 2, 2, 3, 4, 5))]);
        }
    }

    [Fact]
    public void ConstantsAreBroughtIntoChannelsLastAtBuildTime()
    {
        var model = new OnnxModelBuilder(13)
            .Input<float>("x", "N, 3, 4, 5")
            .Constant("c", new float[60], 1, 3, 4, 5)
            .Node("MaxPool", ["x"], ["pooled"], ("kernel_shape", new[] { 1, 1 }))
            .Node("Sub", ["pooled", "c"], ["difference"])
            .Node("GlobalMaxPool", ["difference"], ["y"])
            .Output<float>("y");
        Assert.Equal(["DataMovement.Transpose", "FloatPooling.Max", "Broadcast.Subtract", "FloatPooling.GlobalMax"], Lowered.Kernels(model));
    }

    [SkippableFact]
    public void ActivationsOfBothLayoutsMeet()
    {
        var model = new OnnxModelBuilder(13)
            .Input<float>("x", "N, 3, 4, 5")
            .Node("MaxPool", ["x"], ["pooled"], ("kernel_shape", new[] { 1, 1 }))
            .Node("GlobalMaxPool", ["pooled"], ["largest"])
            .Node("Div", ["pooled", "largest"], ["scaled"])
            .Node("Mul", ["scaled", "x"], ["y"])
            .Output<float>("y");
        AgreesWithOnnxRuntime(model, [("x", Random(5, 1, 2, 2, 3, 4, 5))]);
    }

    [SkippableTheory]
    [InlineData("Max")]
    [InlineData("Min")]
    public void ManyOperandsAreAChain(string type)
    {
        var model = new OnnxModelBuilder(8)
            .Input<float>("a", "N, 5").Input<float>("b", "1, 5").Input<float>("c", "5")
            .Node(type, ["a", "b", "c"], ["y"])
            .Output<float>("y");
        AgreesWithOnnxRuntime(model, [("a", Random(1, -2, 2, 3, 5)), ("b", Random(2, -2, 2, 1, 5)), ("c", Random(3, -2, 2, 5))]);
    }

    [SkippableTheory]
    [InlineData("Equal", 7)]
    [InlineData("Greater", 9)]
    [InlineData("GreaterOrEqual", 12)]
    [InlineData("Less", 9)]
    [InlineData("LessOrEqual", 12)]
    public void ComparisonsAgree(string type, int opset)
    {
        var model = new OnnxModelBuilder(opset)
            .Input<long>("a", "2, 3").Input<long>("b", "3").Node(type, ["a", "b"], ["y"]).Output<bool>("y");
        AgreesWithOnnxRuntime(model, [("a", OrtTensor.Create([1L, 2, 3, 4, 5, 6], 2, 3)), ("b", OrtTensor.Create([3L, 2, 7], 3))]);
    }

    [SkippableFact]
    public void EqualOfBooleansAgrees()
    {
        var model = new OnnxModelBuilder(11)
            .Input<bool>("a", "4").Input<bool>("b", "4").Node("Equal", ["a", "b"], ["y"]).Output<bool>("y");
        AgreesWithOnnxRuntime(
            model, [("a", OrtTensor.Create([true, true, false, false], 4)), ("b", OrtTensor.Create([true, false, true, false], 4))]);
    }

    [SkippableFact]
    public void IntegerExponentsAgree()
    {
        var model = new OnnxModelBuilder(13)
            .Input<float>("x", "N, 4")
            .Constant("square", [2L])
            .Constant("cube", [3L])
            .Node("Pow", ["x", "square"], ["squared"])
            .Node("Pow", ["squared", "cube"], ["y"])
            .Output<float>("y");
        AgreesWithOnnxRuntime(model, [("x", Random(6, -2, 2, 3, 4))]);
    }

    [Theory]
    [InlineData("Add", 3)]
    [InlineData("Mul", 3)]
    [InlineData("Mul", 4)]
    [InlineData("Mul", 7)]
    public void BytesOfOneShape(string type, int channels)
    {
        var shape = $"N, {channels}, 3, 5";
        var model = new OnnxModelBuilder(13).Input<float>("a", shape).Input<float>("b", shape).Node(type, ["a", "b"], ["y"]).Output<float>("y");
        IntegerAssert.WithinOneStep(
            model, IntegerForm.Arithmetic, ("a", Random(1, -1, 2, 2, channels, 3, 5)), ("b", Random(2, -3, 1, 2, channels, 3, 5)));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(7)]
    public void BytesTimesAFactorPerChannel(int channels)
    {
        foreach (var (left, right) in new[] { ("x", "gate"), ("gate", "x") })
        {
            var model = new OnnxModelBuilder(13)
                .Input<float>("x", $"N, {channels}, 3, 5")
                .Input<float>("gate", $"N, {channels}, 1, 1")
                .Node("Mul", [left, right], ["y"])
                .Output<float>("y");
            IntegerAssert.WithinOneStep(
                model, IntegerForm.Arithmetic, ("x", Random(1, -1, 2, 2, channels, 3, 5)), ("gate", Random(2, 0, 1, 2, channels, 1, 1)));
        }
    }

    [Theory]
    [InlineData("Add")]
    [InlineData("Div")]
    [InlineData("Max")]
    [InlineData("Mul")]
    [InlineData("Pow")]
    [InlineData("Sub")]
    public void BytesAgainstANumberAreATable(string type)
    {
        foreach (var (left, right) in new[] { ("x", "c"), ("c", "x") })
        {
            var model = new OnnxModelBuilder(13)
                .Input<float>("x", "N, 7")
                .Constant("c", [1.5f])
                .Node(type, [left, right], ["y"])
                .Output<float>("y");
            IntegerAssert.WithinOneStep(model, IntegerForm.Table, ("x", Random(7, 0.5f, 3, 4, 7)));
        }
    }

    [Fact]
    public void ElementsOfShapesAreComputed()
    {
        var model = new OnnxModelBuilder(13)
            .Input<float>("x", "N, 6, 4")
            .Constant("two", [2L], 1)
            .Constant("minus", [-1L], 1)
            .Node("Shape", ["x"], ["shape"], ("start", 0), ("end", 3))
            .Node("Constant", [], ["halves"], ("value_ints", new[] { 1, 2, 4 }))
            .Node("Div", ["shape", "halves"], ["quotient"])
            .Node("Mul", ["quotient", "halves"], ["target"])
            .Node("Reshape", ["x", "target"], ["y"])
            .Output<float>("y");
        Assert.Equal("[N, 6, 4]", Lowered.OutputShape(model));
    }

    [SkippableTheory]
    [InlineData("Sum")]
    [InlineData("Mean")]
    public void AnyNumberOfOperandsAgrees(string type)
    {
        var model = new OnnxModelBuilder(13).Input<float>("a", "N, 3").Input<float>("b", "3").Input<float>("c", "1, 1")
            .Node(type, ["a", "b", "c"], ["s"]).Node(type, ["s"], ["t"]).Node(type, ["t", "a"], ["y"]).Output<float>("y");
        AgreesWithOnnxRuntime(model, [("a", Random(1, -2, 2, 2, 3)), ("b", Random(2, -2, 2, 3)), ("c", Random(3, -2, 2, 1, 1))]);
    }
}
