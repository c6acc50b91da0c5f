using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Operators;
using QuantGen.Compiler.Quantization;
using QuantGen.OnnxRuntime;
using QuantGen.TestSupport.Execution;
using QuantGen.TestSupport.Models;
using Xunit;
using static QuantGen.Compiler.Tests.Operators.OperatorAssert;

namespace QuantGen.Compiler.Tests.Operators;

public sealed class ConcatTests
{
    [SkippableTheory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(-1)]
    public void ChannelsLastInputsJoinAlongEveryAxis(int axis)
    {
        var model = new OnnxModelBuilder(13)
            .Input<float>("x", "2, 3, 4, 5")
            .Constant("c", Random(2, -1, 1, 2, 3, 4, 5).Get<float>(), 2, 3, 4, 5)
            .Node("MaxPool", ["x"], ["pooled"], ("kernel_shape", new[] { 1, 1 }))
            .Node("Concat", ["pooled", "x", "c"], ["y"], ("axis", axis))
            .Output<float>("y");
        AgreesWithOnnxRuntime(model, [("x", Random(1, -2, 2, 2, 3, 4, 5))]);
    }

    [SkippableFact]
    public void IntegersJoin()
    {
        var model = new OnnxModelBuilder(7)
            .Input<long>("a", "2").Input<long>("b", "1").Node("Concat", ["a", "b", "a"], ["y"], ("axis", 0)).Output<long>("y");
        AgreesWithOnnxRuntime(model, [("a", OrtTensor.Create([1L, 2], 2)), ("b", OrtTensor.Create([3L], 1))]);
    }

    [Theory]
    [InlineData(1, 3, 4)]
    [InlineData(1, 4, 7)]
    [InlineData(1, 7, 3)]
    [InlineData(2, 3, 3)]
    [InlineData(-1, 7, 7)]
    public void BytesWithOtherScalesJoin(int axis, int first, int second)
    {
        var model = new OnnxModelBuilder(13)
            .Input<float>("a", $"N, {first}, 3, 5")
            .Input<float>("b", $"N, {second}, 3, 5")
            .Node("Concat", ["a", "b"], ["y"], ("axis", axis))
            .Output<float>("y");
        IntegerAssert.WithinOneStep(
            model, IntegerForm.Join, ("a", Random(1, -1, 2, 2, first, 3, 5)), ("b", Random(2, -3, 1, 2, second, 3, 5)));
    }

    [Fact]
    public void BytesBetweenChannelsLastNeighboursJoin()
    {
        var model = new OnnxModelBuilder(13)
            .Input<float>("x", "2, 3, 4, 4")
            .Node("MaxPool", ["x"], ["a"], ("kernel_shape", new[] { 2, 2 }))
            .Node("MaxPool", ["x"], ["b"], ("kernel_shape", new[] { 2, 2 }), ("dilations", new[] { 1, 1 }), ("pads", new[] { 0, 0, 0, 0 }))
            .Node("Concat", ["a", "b", "a"], ["joined"], ("axis", 1))
            .Node("GlobalMaxPool", ["joined"], ["y"])
            .Output<float>("y");
        var graph = FloatExecution.Normalize(model.ToBytes());
        var assignment = new QuantizationAssignment();
        var parameters = new QuantizationParameters(1, 0);
        assignment.SetParameters(graph.Inputs[0], parameters);
        foreach (var node in graph.Nodes)
        {
            assignment.SetInteger(node);
            assignment.SetStored(node.Output);
            assignment.SetParameters(node.Output, parameters);
        }

        var input = OrtTensor.Create([.. Enumerable.Range(0, 96).Select(i => (float)(i * 37 % 256))], 2, 3, 4, 4);
        var expected = FloatExecution.Run(graph, QuantizationAssignment.Float(), [("x", input)])["y"];
        var actual = FloatExecution.Run(graph, assignment, [("x", input)])["y"];
        Assert.Equal(expected.Get<float>(), actual.Get<float>());
    }

    [Fact]
    public void RowsOfABatchAreNotJoined()
    {
        Assert.True(Keeps(1));
        Assert.True(Keeps(-1));
        Assert.False(Keeps(0));

        static bool Keeps(int axis)
        {
            var model = new OnnxModelBuilder(13).Input<float>("x", "N, 3").Node("Concat", ["x", "x"], ["y"], ("axis", axis)).Output<float>("y");
            var node = Assert.Single(FloatExecution.Normalize(model.ToBytes()).Nodes);
            return node.Definition.KeepsRowsApart(node);
        }
    }
}
