using QuantGen.TestSupport.Models;
using Xunit;
using static QuantGen.Compiler.Tests.Operators.OperatorAssert;

namespace QuantGen.Compiler.Tests.Operators;

public sealed class ResizeTests
{
    [SkippableTheory]
    [InlineData("nearest", "half_pixel")]
    [InlineData("nearest", "asymmetric")]
    [InlineData("linear", "half_pixel")]
    [InlineData("linear", "align_corners")]
    [InlineData("linear", "pytorch_half_pixel")]
    [InlineData("cubic", "half_pixel")]
    [InlineData("cubic", "align_corners")]
    public void ResizeAgreesInBothLayouts(string mode, string coordinates)
    {
        foreach (var layout in new[] { "Relu", "MaxPool" })
        {
            AgreesWithOnnxRuntime(Resized(mode, coordinates, layout), [("x", Random(1, -2, 2, 2, 3, 4, 6))], relative: 1e-4);
        }
    }

    [SkippableTheory]
    [InlineData(10, "nearest")]
    [InlineData(10, "linear")]
    [InlineData(11, "nearest")]
    [InlineData(11, "cubic")]
    [InlineData(18, "linear")]
    [InlineData(19, "nearest")]
    public void ResizeByScalesAgreesInEveryOpset(int opset, string mode)
    {
        var model = new OnnxModelBuilder(opset).Input<float>("x", "N, 3, 4, 6").Constant("scales", [1f, 1f, 2f, 1.5f], 4);
        string[] inputs = opset < 11 ? ["x", "scales"] : ["x", "roi", "scales"];
        model.Constant<float>("roi", [], 0).Node("Resize", inputs, ["y"], ("mode", mode)).Output<float>("y");
        AgreesWithOnnxRuntime(model, [("x", Random(1, -2, 2, 2, 3, 4, 6))], relative: 1e-4);
        Assert.Equal("[N, 3, 8, 9]", Lowered.OutputShape(model));
    }

    [SkippableTheory]
    [InlineData(7, "nearest")]
    [InlineData(9, "nearest")]
    [InlineData(9, "linear")]
    public void UpsampleAgrees(int opset, string mode)
    {
        float[] scales = [1, 1, 2, 3];
        var model = new OnnxModelBuilder(opset).Input<float>("x", "N, 3, 4, 6");
        if (opset < 9)
        {
            model.Node("Upsample", ["x"], ["y"], ("mode", mode), ("scales", scales));
        }
        else
        {
            model.Constant("scales", scales, 4).Node("Upsample", ["x", "scales"], ["y"], ("mode", mode));
        }

        AgreesWithOnnxRuntime(model.Output<float>("y"), [("x", Random(1, -2, 2, 2, 3, 4, 6))], relative: 1e-4);
    }

    [SkippableTheory]
    [InlineData("linear")]
    [InlineData("cubic")]
    public void AntialiasingAgrees(string mode)
    {
        var model = new OnnxModelBuilder(18).Input<float>("x", "2, 3, 12, 15").Constant<long>("sizes", [5, 4], 2)
            .Node("Resize", ["x", "", "", "sizes"], ["y"], ("mode", mode), ("antialias", 1), ("axes", new[] { 2, 3 }))
            .Output<float>("y");
        AgreesWithOnnxRuntime(model, [("x", Random(1, -2, 2, 2, 3, 12, 15))], relative: 1e-4);
    }

    /// <summary>Resizes the result of a Relu, which lies as the model's input, or of a pooling, which lies channels-last.</summary>
    private static OnnxModelBuilder Resized(string mode, string coordinates, string layout)
    {
        var model = new OnnxModelBuilder(13).Input<float>("x", "2, 3, 4, 6").Constant<long>("sizes", [2, 3, 7, 20], 4);
        _ = layout == "MaxPool" ? model.Node("MaxPool", ["x"], ["a"], ("kernel_shape", new[] { 1, 1 })) : model.Node("Relu", ["x"], ["a"]);
        return model.Node("Resize", ["a", "", "", "sizes"], ["y"], ("mode", mode), ("coordinate_transformation_mode", coordinates)).Output<float>("y");
    }
}
