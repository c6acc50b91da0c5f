using QuantGen.OnnxRuntime;
using QuantGen.TestSupport.Execution;
using QuantGen.TestSupport.Models;
using Xunit;
using static QuantGen.Compiler.Tests.Operators.OperatorAssert;

namespace QuantGen.Compiler.Tests.Operators;

/// <summary>Operators that read, write or order elements by indices which are data, on models with an open batch.</summary>
public sealed class IndexingTests
{
    [SkippableTheory]
    [InlineData(1, 1)]
    [InlineData(-1, 0)]
    public void TopKAgrees(int axis, int largest)
    {
        var model = new OnnxModelBuilder(13).Input<float>("x", "N, 7, 5").Constant<long>("k", [3], 1)
            .Node("TopK", ["x", "k"], ["values", "indices"], ("axis", axis), ("largest", largest))
            .Output<float>("values").Output<long>("indices");
        // Whole numbers, so that some are equal.
        float[] values = [.. Random(1, -4, 4, 3 * 35).Get<float>().Select(value => MathF.Round(value))];
        AgreesWithOnnxRuntime(model, [("x", OrtTensor.Create(values, 3, 7, 5))]);
        Assert.NotNull(Lowered.Plan(model).Symbols.Single().Chunk);
    }

    [SkippableFact]
    public void GatherElementsAgrees()
    {
        var model = new OnnxModelBuilder(13).Input<float>("x", "N, 4, 3").Input<int>("indices", "N, 6, 3")
            .Node("GatherElements", ["x", "indices"], ["y"], ("axis", 1)).Output<float>("y");
        int[] indices = [.. Enumerable.Range(0, 36).Select(i => (i * 5 % 8) - 4)];
        AgreesWithOnnxRuntime(model, [("x", Random(1, -2, 2, 2, 4, 3)), ("indices", OrtTensor.Create(indices, 2, 6, 3))]);
        Assert.NotNull(Lowered.Plan(model).Symbols.Single().Chunk);
    }

    [SkippableTheory]
    [InlineData("none")]
    [InlineData("add")]
    [InlineData("mul")]
    [InlineData("max")]
    [InlineData("min")]
    public void ScattersAgree(string reduction)
    {
        var model = new OnnxModelBuilder(18).Input<float>("x", "N, 4, 3").Input<float>("u", "N, 2, 3").Input<float>("v", "2, 3")
            .Input<long>("elements", "N, 2, 3")
            .Constant<long>("tuples", [1, 2, 0, -1], 2, 2)
            .Node("ScatterElements", ["x", "elements", "u"], ["a"], ("axis", 1), ("reduction", reduction))
            .Node("ScatterND", ["a", "tuples", "v"], ["y"], ("reduction", reduction)).Output<float>("y");
        // ONNX leaves open which update wins where two meet.
        var elements = OrtTensor.Create<long>([.. Enumerable.Range(0, 12).Select(i => (i + (i / 3)) % 4L)], 2, 2, 3);
        AgreesWithOnnxRuntime(model, [("x", Random(1, -2, 2, 2, 4, 3)), ("elements", elements), ("u", Random(2, -2, 2, 2, 2, 3)), ("v", Random(3, -2, 2, 2, 3))]);
    }

    [SkippableFact]
    public void GatherNDAgrees()
    {
        var model = new OnnxModelBuilder(13).Input<float>("x", "N, 4, 3, 2").Input<long>("indices", "N, 5, 2")
            .Node("GatherND", ["x", "indices"], ["y"], ("batch_dims", 1)).Output<float>("y");
        long[] indices = [.. Enumerable.Range(0, 20).Select(i => (i % 3L) - (i % 2))];
        AgreesWithOnnxRuntime(model, [("x", Random(1, -2, 2, 2, 4, 3, 2)), ("indices", OrtTensor.Create(indices, 2, 5, 2))]);
    }

    [SkippableTheory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(1)]
    public void OneHotAgrees(int axis)
    {
        var model = new OnnxModelBuilder(13).Input<long>("x", "N, 3").Constant<long>("depth", [4]).Constant<float>("values", [-0.5f, 2], 2)
            .Node("OneHot", ["x", "depth", "values"], ["y"], ("axis", axis)).Output<float>("y");
        AgreesWithOnnxRuntime(model, [("x", OrtTensor.Create<long>([0, 3, -1, -4, 2, 7], 2, 3))]);
    }

    [SkippableTheory]
    [InlineData(1, 0, 0)]
    [InlineData(2, 1, 0)]
    [InlineData(1, 1, 1)]
    public void CumSumAgrees(int axis, int exclusive, int reverse)
    {
        var model = new OnnxModelBuilder(13).Input<float>("x", "N, 4, 5").Constant<long>("axis", [axis])
            .Node("CumSum", ["x", "axis"], ["y"], ("exclusive", exclusive), ("reverse", reverse)).Output<float>("y");
        AgreesWithOnnxRuntime(model, [("x", Random(1, -2, 2, 2, 4, 5))]);
    }

    [SkippableTheory]
    [InlineData(1, 1)]
    [InlineData(0, -1)]
    public void TriluOfAnOpenMatrixAgrees(int upper, int diagonal)
    {
        var model = new OnnxModelBuilder(14).Input<float>("x", "T, S").Constant<long>("k", [diagonal])
            .Node("Trilu", ["x", "k"], ["y"], ("upper", upper)).Output<float>("y");
        AgreesWithOnnxRuntime(model, [("x", Random(1, -2, 2, 5, 4))]);
    }

    [Fact]
    public void AnIndexOutOfRangeIsRefused()
    {
        var model = new OnnxModelBuilder(13).Input<float>("x", "4").Input<long>("indices", "1")
            .Node("GatherElements", ["x", "indices"], ["y"]).Output<float>("y").ToBytes();
        Assert.Throws<ArgumentOutOfRangeException>(
            () => FloatExecution.Run(model, ("x", OrtTensor.Create(new float[4], 4)), ("indices", OrtTensor.Create([4L], 1))));
    }
}
