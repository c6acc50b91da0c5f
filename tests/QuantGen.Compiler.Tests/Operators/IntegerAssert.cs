using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Operators;
using QuantGen.Compiler.Quantization;
using QuantGen.OnnxRuntime;
using QuantGen.TestSupport.Execution;
using QuantGen.TestSupport.Models;
using Xunit;

namespace QuantGen.Compiler.Tests.Operators;

/// <summary>Runs a model of one node on 8-bit tensors and compares with its float form.</summary>
internal static class IntegerAssert
{
    /// <summary>
    /// Fails unless the node has the form and its dequantized result is within a step of the output's scale of the float result, on inputs
    /// that 8 bits hold exactly. Every range is that of the tensor at hand.
    /// </summary>
    public static void WithinOneStep(OnnxModelBuilder model, IntegerForm form, params (string Name, OrtTensor Tensor)[] inputs)
    {
        var graph = FloatExecution.Normalize(model.ToBytes());
        var node = Assert.Single(graph.Nodes);
        Assert.Equal(form, node.Definition.IntegerFormOf(node));

        var assignment = new QuantizationAssignment();
        assignment.SetInteger(node);
        assignment.SetStored(node.Output);
        var snapped = inputs.Select(input => (input.Name, Snap(graph, assignment, input))).ToArray();
        var expected = FloatExecution.Run(graph, QuantizationAssignment.Float(), snapped)[node.Output.Name].Get<float>();
        var output = form == IntegerForm.PassThrough
            ? assignment.Parameters(node.Input(0))
            : QuantizationParameters.FromRange(expected.Min(), expected.Max());
        assignment.SetParameters(node.Output, output);

        var actual = FloatExecution.Run(graph, assignment, snapped)[node.Output.Name].Get<float>();
        Assert.Equal(expected.Length, actual.Length);
        var bound = form == IntegerForm.PassThrough ? 0 : output.Scale * 1.001f;
        Assert.All(expected.Zip(actual), pair => Assert.InRange(Math.Abs(pair.First - pair.Second), 0, bound));
    }

    private static OrtTensor Snap(ModelGraph graph, QuantizationAssignment assignment, (string Name, OrtTensor Tensor) input)
    {
        var values = input.Tensor.Get<float>();
        var parameters = QuantizationParameters.FromRange(values.Min(), values.Max());
        assignment.SetParameters(graph.Inputs.Single(value => value.Name == input.Name), parameters);
        float[] snapped = [.. values.Select(value => parameters.Dequantize(parameters.Quantize(value)))];
        return OrtTensor.Create(snapped, [.. input.Tensor.Dimensions]);
    }
}
