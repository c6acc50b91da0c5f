using QuantGen.Compiler.Onnx.Proto;
using QuantGen.TestSupport.Execution;
using QuantGen.TestSupport.Models;
using Xunit;

namespace QuantGen.Compiler.Tests.Operators;

public sealed class ControlTests
{
    [SkippableTheory]
    [InlineData("Equal")]
    [InlineData("Not")]
    public void IfOnAnOpenLengthTakesTheBranchForEqualOnes(string condition)
    {
        var model = Squeezing(condition == "Not");

        OperatorAssert.AgreesWithOnnxRuntime(model, [("x", OperatorAssert.Random(1, -1, 1, 2, 3, 1))]);
        Assert.Throws<ArgumentException>(() => FloatExecution.Run(model.ToBytes(), ("x", OperatorAssert.Random(1, -1, 1, 2, 3, 3))));
    }

    /// <summary><c>torch.squeeze(x[:, :, ::2], 2)</c> as it is exported: a Squeeze if the axis has length 1, else the value as it is.</summary>
    private static OnnxModelBuilder Squeezing(bool negated)
    {
        var (squeeze, keep) = (Branch("Squeeze", "part", "last"), Branch("Identity", "part"));
        var model = new OnnxModelBuilder(13).Input<float>("x", "N, 3, time")
            .Constant<long>("start", [0], 1).Constant<long>("end", [long.MaxValue], 1).Constant<long>("last", [2], 1).Constant<long>("step", [2], 1)
            .Constant<long>("one", [1], 1)
            .Node("Slice", ["x", "start", "end", "last", "step"], ["part"])
            .Node("Shape", ["part"], ["shape"]).Node("Gather", ["shape", "last"], ["length"])
            .Node("Equal", ["length", "one"], ["isOne"]).Node("Not", ["isOne"], ["isLonger"]);
        return model
            .Node("If", [negated ? "isLonger" : "isOne"], ["y"], ("then_branch", negated ? keep : squeeze), ("else_branch", negated ? squeeze : keep))
            .Output<float>("y");
    }

    private static GraphProto Branch(string type, params string[] inputs)
    {
        var graph = new GraphProto { Name = type };
        graph.Node.Add(new NodeProto { OpType = type, Name = type, Input = { inputs }, Output = { type } });
        graph.Output.Add(new ValueInfoProto { Name = type, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = 1 } } });
        return graph;
    }
}
