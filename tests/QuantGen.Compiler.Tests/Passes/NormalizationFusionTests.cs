using QuantGen.Compiler.Tests.Operators;
using QuantGen.TestSupport.Models;
using Xunit;

namespace QuantGen.Compiler.Tests.Passes;

/// <summary>LayerNormalization and Softmax as exporters write them out become one node, and still give what ONNX Runtime gives.</summary>
public sealed class NormalizationFusionTests
{
    private const int Width = 24;

    [SkippableTheory]
    [InlineData("Div")]
    [InlineData("Mul by Reciprocal")]
    [InlineData("Mul by Div")]
    [InlineData("Mul by Pow")]
    public void ADecomposedLayerNormalizationIsOneStep(string division)
    {
        var model = Centred().Node("Add", ["variance", "epsilon"], ["shifted"]).Node("Sqrt", ["shifted"], ["deviation"]).Constant<float>("one", [1]);
        _ = division switch
        {
            "Div" => model.Node("Div", ["centred", "deviation"], ["normal"]),
            "Mul by Reciprocal" => model.Node("Reciprocal", ["deviation"], ["factor"]).Node("Mul", ["centred", "factor"], ["normal"]),
            "Mul by Div" => model.Node("Div", ["one", "deviation"], ["factor"]).Node("Mul", ["factor", "centred"], ["normal"]),
            _ => model.Constant<float>("power", [-0.5f]).Node("Pow", ["shifted", "power"], ["factor"]).Node("Mul", ["centred", "factor"], ["normal"]),
        };
        RequireOneStep(model.Node("Mul", ["normal", "scale"], ["scaled"]).Node("Add", ["bias", "scaled"], ["y"]).Output<float>("y"), "LayerNormalization.Run");
    }

    [SkippableFact]
    public void WithoutScaleAndBiasItIsOneStepToo()
    {
        var model = Centred().Node("Add", ["variance", "epsilon"], ["shifted"]).Node("Sqrt", ["shifted"], ["deviation"])
            .Node("Div", ["centred", "deviation"], ["y"]).Output<float>("y");
        RequireOneStep(model, "LayerNormalization.Run");
    }

    [SkippableFact]
    public void TheScaleMayBeTakenToTheReciprocal()
    {
        var model = Centred().Node("Add", ["variance", "epsilon"], ["shifted"]).Node("Sqrt", ["shifted"], ["deviation"])
            .Node("Reciprocal", ["deviation"], ["factor"]).Node("Mul", ["factor", "scale"], ["scaledFactor"])
            .Node("Mul", ["centred", "scaledFactor"], ["scaled"]).Node("Add", ["scaled", "bias"], ["y"]).Output<float>("y");
        RequireOneStep(model, "LayerNormalization.Run");
    }

    [SkippableFact]
    public void TheMeanMayBeTakenToTheBias()
    {
        var model = Centred().Node("Add", ["variance", "epsilon"], ["shifted"]).Node("Sqrt", ["shifted"], ["deviation"])
            .Node("Reciprocal", ["deviation"], ["reciprocal"]).Node("Mul", ["reciprocal", "scale"], ["factor"])
            .Node("Mul", ["x", "factor"], ["scaled"]).Node("Mul", ["mean", "factor"], ["shift"])
            .Node("Sub", ["bias", "shift"], ["offset"]).Node("Add", ["scaled", "offset"], ["y"]).Output<float>("y");
        RequireOneStep(model, "LayerNormalization.Run");
    }

    [SkippableFact]
    public void TheVarianceMayComeFromSumsOfSquares()
    {
        var model = Parameters().Constant<long>("last", [2], 1).Constant<float>("share", [1f / Width]).Constant<float>("zero", [0])
            .Constant<long>("column", [2, 3, 1], 3)
            .Node("ReduceSum", ["x", "last"], ["sum"], ("keepdims", 0)).Node("Mul", ["sum", "share"], ["mean"])
            .Node("Mul", ["x", "x"], ["squares"]).Node("ReduceSum", ["squares", "last"], ["squareSum"], ("keepdims", 0))
            .Node("Mul", ["squareSum", "share"], ["meanSquare"]).Node("Mul", ["mean", "mean"], ["squaredMean"])
            .Node("Sub", ["meanSquare", "squaredMean"], ["difference"]).Node("Max", ["zero", "difference"], ["variance"])
            .Node("Reshape", ["variance", "column"], ["varianceColumn"]).Node("Reshape", ["mean", "column"], ["meanColumn"])
            .Node("Add", ["varianceColumn", "epsilon"], ["shifted"]).Node("Sqrt", ["shifted"], ["deviation"]).Node("Reciprocal", ["deviation"], ["factor"])
            .Node("Sub", ["x", "meanColumn"], ["centred"]).Node("Mul", ["centred", "factor"], ["y"]).Output<float>("y");
        RequireOneStep(model, "LayerNormalization.Run");
    }

    [Fact]
    public void AMeanOfAnotherTensorIsNoNormalization()
    {
        var model = Parameters().Node("Relu", ["x"], ["other"])
            .Node("ReduceMean", ["other"], ["mean"], ("axes", new[] { -1 })).Node("Sub", ["x", "mean"], ["centred"])
            .Node("Mul", ["centred", "centred"], ["squares"]).Node("ReduceMean", ["squares"], ["variance"], ("axes", new[] { -1 }))
            .Node("Add", ["variance", "epsilon"], ["shifted"]).Node("Sqrt", ["shifted"], ["deviation"])
            .Node("Div", ["centred", "deviation"], ["y"]).Output<float>("y");
        Assert.DoesNotContain("LayerNormalization.Run", Lowered.Kernels(model));
    }

    [SkippableFact]
    public void ADecomposedSoftmaxIsOneStep()
    {
        var model = Parameters().Constant<long>("last", [-1], 1)
            .Node("ReduceMax", ["x"], ["largest"], ("axes", new[] { -1 })).Node("Sub", ["x", "largest"], ["shifted"]).Node("Exp", ["shifted"], ["exponentials"])
            .Node("ReduceSum", ["exponentials", "last"], ["sum"]).Node("Div", ["exponentials", "sum"], ["y"]).Output<float>("y");
        RequireOneStep(model, "Softmax.Run");
    }

    private static void RequireOneStep(OnnxModelBuilder model, string kernel)
    {
        OperatorAssert.AgreesWithOnnxRuntime(model, [("x", OperatorAssert.Random(1, -3, 5, 2, 3, Width))], 1e-4);
        Assert.Equal([kernel], Lowered.Kernels(model));
    }

    private static OnnxModelBuilder Parameters()
    {
        var (scale, bias) = (OperatorAssert.Random(2, 0.5f, 2, Width), OperatorAssert.Random(3, -1, 1, Width));
        return new OnnxModelBuilder(13).Input<float>("x", $"2, 3, {Width}")
            .Constant("scale", scale.Get<float>(), Width).Constant("bias", bias.Get<float>(), Width).Constant<float>("epsilon", [1e-5f]);
    }

    private static OnnxModelBuilder Centred()
    {
        return Parameters().Constant<float>("two", [2])
            .Node("ReduceMean", ["x"], ["mean"], ("axes", new[] { -1 })).Node("Sub", ["x", "mean"], ["centred"])
            .Node("Pow", ["centred", "two"], ["squares"]).Node("ReduceMean", ["squares"], ["variance"], ("axes", new[] { -1 }));
    }
}
