using QuantGen.Compiler.Operators;
using QuantGen.OnnxRuntime;
using QuantGen.TestSupport.Models;
using Xunit;
using static QuantGen.Compiler.Tests.Operators.OperatorAssert;

namespace QuantGen.Compiler.Tests.Operators;

public sealed class UnaryTests
{
    [SkippableTheory]
    [InlineData("Abs", 7, -4, 4)]
    [InlineData("Acos", 7, -1, 1)]
    [InlineData("Acosh", 9, 1.1, 4)]
    [InlineData("Asin", 7, -1, 1)]
    [InlineData("Asinh", 9, -4, 4)]
    [InlineData("Atan", 7, -4, 4)]
    [InlineData("Atanh", 9, -0.9, 0.9)]
    [InlineData("Ceil", 7, -4, 4)]
    [InlineData("Celu", 12, -4, 4)]
    [InlineData("Cos", 7, -4, 4)]
    [InlineData("Cosh", 9, -4, 4)]
    [InlineData("Elu", 7, -4, 4)]
    [InlineData("Erf", 9, -4, 4)]
    [InlineData("Exp", 7, -4, 4)]
    [InlineData("Floor", 7, -4, 4)]
    [InlineData("Gelu", 20, -4, 4)]
    [InlineData("HardSigmoid", 7, -4, 4)]
    [InlineData("HardSwish", 14, -4, 4)]
    [InlineData("LeakyRelu", 7, -4, 4)]
    [InlineData("Log", 7, 0.1, 4)]
    [InlineData("Mish", 18, -4, 4)]
    [InlineData("Neg", 7, -4, 4)]
    [InlineData("Reciprocal", 7, 0.1, 4)]
    [InlineData("Round", 11, -4, 4)]
    [InlineData("Selu", 7, -4, 4)]
    [InlineData("Sigmoid", 7, -4, 4)]
    [InlineData("Sign", 9, -4, 4)]
    [InlineData("Shrink", 9, -4, 4)]
    [InlineData("Sin", 7, -4, 4)]
    [InlineData("Sinh", 9, -4, 4)]
    [InlineData("Softplus", 7, -4, 4)]
    [InlineData("Softsign", 7, -4, 4)]
    [InlineData("Sqrt", 7, 0.1, 4)]
    [InlineData("Swish", 24, -4, 4)]
    [InlineData("Tan", 7, -1, 1)]
    [InlineData("Tanh", 7, -4, 4)]
    [InlineData("ThresholdedRelu", 10, -4, 4)]
    public void AgreesInFloatAndAsTable(string type, int opset, float low, float high)
    {
        var model = new OnnxModelBuilder(opset).Input<float>("x", "N, 3, 7").Node(type, ["x"], ["y"]).Output<float>("y");
        var input = Random(1, low, high, 2, 3, 7);
        AgreesWithOnnxRuntime(model, [("x", input)]);
        IntegerAssert.WithinOneStep(model, IntegerForm.Table, ("x", input));
    }

    [SkippableTheory]
    [InlineData("Elu", "alpha", 1.5f)]
    [InlineData("HardSigmoid", "alpha", 0.4f)]
    [InlineData("HardSigmoid", "beta", 0.1f)]
    [InlineData("LeakyRelu", "alpha", 0.3f)]
    [InlineData("Selu", "gamma", 2f)]
    [InlineData("Shrink", "lambd", 1.5f)]
    [InlineData("Shrink", "bias", 0.3f)]
    public void AttributesAreUsed(string type, string attribute, float value)
    {
        var model = new OnnxModelBuilder(9).Input<float>("x", "N, 9").Node(type, ["x"], ["y"], (attribute, value)).Output<float>("y");
        AgreesWithOnnxRuntime(model, [("x", Random(2, -4, 4, 3, 9))]);
    }

    [SkippableFact]
    public void GeluApproximationIsUsed()
    {
        var model = new OnnxModelBuilder(20).Input<float>("x", "N, 9").Node("Gelu", ["x"], ["y"], ("approximate", "tanh")).Output<float>("y");
        AgreesWithOnnxRuntime(model, [("x", Random(3, -4, 4, 3, 9))]);
    }

    [SkippableFact]
    public void NotAgrees()
    {
        var model = new OnnxModelBuilder(7).Input<bool>("x", "3").Node("Not", ["x"], ["y"]).Output<bool>("y");
        AgreesWithOnnxRuntime(model, [("x", OrtTensor.Create([true, false, true], 3))]);
    }

    [SkippableFact]
    public void ClipOfIntegersAgrees()
    {
        var model = new OnnxModelBuilder(12)
            .Input<long>("x", "5")
            .Constant("low", [-2L])
            .Constant("high", [3L])
            .Node("Clip", ["x", "low", "high"], ["y"])
            .Output<long>("y");
        AgreesWithOnnxRuntime(model, [("x", OrtTensor.Create([-9L, -2, 0, 3, 4], 5))]);
    }
}
