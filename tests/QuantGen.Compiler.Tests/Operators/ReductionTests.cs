using QuantGen.OnnxRuntime;
using QuantGen.TestSupport.Execution;
using QuantGen.TestSupport.Models;
using Xunit;
using static QuantGen.Compiler.Tests.Operators.OperatorAssert;

namespace QuantGen.Compiler.Tests.Operators;

public sealed class ReductionTests
{
    public static TheoryData<string, int[], int> Reductions
    {
        get
        {
            var data = new TheoryData<string, int[], int>();
            foreach (var type in new[] { "ReduceL1", "ReduceL2", "ReduceMax", "ReduceMean", "ReduceMin", "ReduceProd", "ReduceSumSquare" })
            {
                data.Add(type, [1], 1);
                data.Add(type, [-1], 0);
                data.Add(type, [1, 2], 0);
                data.Add(type, [0, 2], 1);
                data.Add(type, [3, 1], 0);
                data.Add(type, [2, 3], 1);
                data.Add(type, [-1, -2], 0);
            }

            return data;
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Reductions))]
    public void AxesAgreeInBothLayouts(string type, int[] axes, int keepdims)
    {
        var input = Random(1, 0.5f, 1.5f, 2, 3, 4, 5);
        var plain = new OnnxModelBuilder(11)
            .Input<float>("x", "2, 3, 4, 5")
            .Node(type, ["x"], ["y"], ("axes", axes), ("keepdims", keepdims))
            .Output<float>("y");
        AgreesWithOnnxRuntime(plain, [("x", input)]);

        var channelsLast = new OnnxModelBuilder(18)
            .Input<float>("x", "2, 3, 4, 5")
            .Constant("axes", [.. axes.Select(axis => (long)axis)], axes.Length)
            .Node("MaxPool", ["x"], ["pooled"], ("kernel_shape", new[] { 1, 1 }))
            .Node(type, ["pooled", "axes"], ["y"], ("keepdims", keepdims))
            .Output<float>("y");
        AgreesWithOnnxRuntime(channelsLast, [("x", input)]);
    }

    [SkippableTheory]
    [InlineData("ReduceSum", 11)]
    [InlineData("ReduceMean", 13)]
    [InlineData("ReduceSumSquare", 18)]
    public void AllAxesAgree(string type, int opset)
    {
        var model = new OnnxModelBuilder(opset).Input<float>("x", "2, 7, 5").Node(type, ["x"], ["y"], ("keepdims", 0)).Output<float>("y");
        AgreesWithOnnxRuntime(model, [("x", Random(2, -2, 2, 2, 7, 5))]);
    }

    [SkippableTheory]
    [InlineData("ArgMax", 1, 1)]
    [InlineData("ArgMax", -1, 0)]
    [InlineData("ArgMin", 1, 0)]
    [InlineData("ArgMin", 0, 1)]
    public void IndicesAgreeInBothLayouts(string type, int axis, int keepdims)
    {
        var plain = new OnnxModelBuilder(11)
            .Input<float>("x", "2, 3, 4, 5").Node(type, ["x"], ["y"], ("axis", axis), ("keepdims", keepdims)).Output<long>("y");
        AgreesWithOnnxRuntime(plain, [("x", Random(3, -2, 2, 2, 3, 4, 5))]);

        var channelsLast = new OnnxModelBuilder(13)
            .Input<float>("x", "2, 3, 4, 5")
            .Node("MaxPool", ["x"], ["pooled"], ("kernel_shape", new[] { 2, 2 }))
            .Node(type, ["pooled"], ["y"], ("axis", axis), ("keepdims", keepdims), ("select_last_index", 1))
            .Output<long>("y");
        AgreesWithOnnxRuntime(channelsLast, [("x", Random(3, -2, 2, 2, 3, 4, 5))]);
    }

    [Theory]
    [InlineData("ReduceMean", "GlobalAveragePool", 1)]
    [InlineData("ReduceMean", "GlobalAveragePool", 0)]
    [InlineData("ReduceMax", "GlobalMaxPool", 0)]
    public void ReductionOfImagesIsPooling(string type, string pooling, int keepdims)
    {
        var model = new OnnxModelBuilder(11)
            .Input<float>("x", "N, 3, 4, 5").Node(type, ["x"], ["y"], ("axes", new[] { 3, -2 }), ("keepdims", keepdims)).Output<float>("y");
        Assert.Equal(pooling, FloatExecution.Normalize(model.ToBytes()).Nodes[0].OperatorType);
        Assert.Equal(keepdims == 1 ? "[N, 3, 1, 1]" : "[N, 3]", Lowered.OutputShape(model));
    }

    [Fact]
    public void ReductionOfAShapeIsKnownAtBuildTime()
    {
        var model = new OnnxModelBuilder(13)
            .Input<float>("x", "N, 3, 4")
            .Node("Shape", ["x"], ["shape"])
            .Node("ReduceProd", ["shape"], ["count"])
            .Node("Reshape", ["x", "count"], ["y"])
            .Output<float>("y");
        Assert.Equal("[12 * N]", Lowered.OutputShape(model));
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    public void RowsOfABatchAreKeptApart(int axis, bool expected)
    {
        foreach (var (type, attribute) in new[] { ("ReduceMin", ("axes", (object)new[] { axis })), ("ArgMax", ("axis", axis)), ("Softmax", ("axis", axis)) })
        {
            var model = new OnnxModelBuilder(13).Input<float>("x", "N, 3").Node(type, ["x"], ["y"], attribute).Output<float>("y");
            var node = Assert.Single(FloatExecution.Normalize(model.ToBytes()).Nodes);
            Assert.Equal(expected, node.Definition.KeepsRowsApart(node));
        }
    }

    [SkippableTheory]
    [InlineData("ReduceSum")]
    [InlineData("ReduceMax")]
    [InlineData("ReduceMin")]
    [InlineData("ReduceProd")]
    public void IntegersAreReduced(string type)
    {
        var model = new OnnxModelBuilder(18).Input<int>("x", "N, 3, 2, 4").Constant<long>("axes", [1, 3], 2)
            .Node(type, ["x", "axes"], ["y"]).Output<int>("y");
        int[] values = [.. Enumerable.Range(0, 48).Select(i => (i * 5 % 7) - 3)];
        AgreesWithOnnxRuntime(model, [("x", OrtTensor.Create(values, 2, 3, 2, 4))]);
    }

    [SkippableTheory]
    [InlineData("ReduceSum")]
    [InlineData("ReduceMean")]
    [InlineData("ReduceMax")]
    public void DoublesAreReduced(string type)
    {
        var model = new OnnxModelBuilder(18).Input<double>("x", "N, 3, 5").Constant<long>("axes", [2], 1)
            .Node(type, ["x", "axes"], ["y"]).Output<double>("y");
        double[] values = [.. Random(1, -1, 1, 30).Get<float>().Select(value => (double)value)];
        AgreesWithOnnxRuntime(model, [("x", OrtTensor.Create(values, 2, 3, 5))]);
    }
}
