using System.Runtime.InteropServices;
using QuantGen.Compiler.Quantization;
using QuantGen.OnnxRuntime;
using QuantGen.TestSupport.Execution;
using QuantGen.TestSupport.Models;
using Xunit;

namespace QuantGen.Compiler.Tests.Operators;

/// <summary>In Dynamic mode a sample gives the same bits alone and in any company, were it of the opposite extremes.</summary>
public sealed class DynamicBatchTests
{
    /// <summary>What fills the samples around the one that is looked at.</summary>
    private static readonly float[] Neighbours = [1e30f, -1e30f, 1e-30f, 0, float.PositiveInfinity, float.NaN, -1];

    [Theory]
    [InlineData("MatMul", "24", "24, 20", 1)]
    [InlineData("MatMul", "3, 24", "24, 20", 1)]
    [InlineData("Conv", "8, 5, 6", "12, 8, 3, 3", 1)]
    [InlineData("Conv", "6, 5, 5", "6, 1, 5, 5", 6)]
    [InlineData("Conv", "8, 4, 4", "8, 4, 3, 3", 2)]
    [InlineData("Conv", "5, 20", "7, 5, 5", 1)]
    [InlineData("Conv", "16, 3, 3", "18, 16, 1, 1", 1)]
    public void ASampleIsTheSameBesideExtremes(string type, string sample, string weight, int group)
    {
        int[] shape = Parse(sample);
        var model = Product(type, sample, Parse(weight), group);
        var values = OperatorAssert.Random(5, -1, 2, shape).Get<float>();
        var alone = Run(model, ActivationScale.PerRow, [values], shape)[0];
        foreach (var batch in new[] { 2, 7, 64 })
        {
            foreach (var place in new[] { 0, batch / 2, batch - 1 })
            {
                var samples = Enumerable.Range(0, batch).Select(i => i == place ? values : Extreme(i, values.Length)).ToArray();
                Assert.Equal(Bits(alone), Bits(Run(model, ActivationScale.PerRow, samples, shape)[place]));
            }
        }
    }

    [Fact]
    public void WithOneScaleForTheTensorTheNeighbourDecides()
    {
        var model = Product("MatMul", "24", [24, 20], 1);
        var values = OperatorAssert.Random(5, -1, 2, 24).Get<float>();
        var alone = Run(model, ActivationScale.PerTensor, [values], [24])[0];
        var beside = Run(model, ActivationScale.PerTensor, [values, [.. values.Select(value => 100 * value)]], [24])[0];
        Assert.NotEqual(Bits(alone), Bits(beside));
    }

    private static byte[] Product(string type, string sample, int[] weight, int group)
    {
        var builder = new OnnxModelBuilder(13)
            .Input<float>("x", $"N, {sample}")
            .Constant("w", OperatorAssert.Random(1, -1, 1, weight).Get<float>(), weight);
        builder = type == "MatMul"
            ? builder.Node(type, ["x", "w"], ["p"])
            : builder.Node(type, ["x", "w"], ["p"], ("group", group), ("pads", Padding(weight)));
        return builder.Node("Relu", ["p"], ["y"]).Output<float>("y").ToBytes();
    }

    private static int[] Padding(int[] weight)
    {
        return [.. Enumerable.Repeat(weight[^1] / 2, 2 * (weight.Length - 2))];
    }

    private static float[][] Run(byte[] model, ActivationScale scale, float[][] samples, int[] shape)
    {
        var graph = FloatExecution.Normalize(model);
        var assignment = new DynamicQuantizer(graph, new QuantizationOptions { ActivationScale = scale }).Quantize(new HashSet<string>());
        Assert.Single(assignment.QuantizedNodes);
        var input = OrtTensor.Create([.. samples.SelectMany(sample => sample)], [samples.Length, .. shape]);
        var output = FloatExecution.Run(graph, assignment, [("x", input)])["y"].Get<float>();
        return [.. output.Chunk(output.Length / samples.Length)];
    }

    private static float[] Extreme(int index, int count)
    {
        return [.. Enumerable.Range(0, count).Select(i => i % 3 == 0 ? Neighbours[index % Neighbours.Length] : i)];
    }

    private static int[] Parse(string shape)
    {
        return Array.ConvertAll(shape.Split(", "), int.Parse);
    }

    private static int[] Bits(float[] values)
    {
        return MemoryMarshal.Cast<float, int>(values).ToArray();
    }
}
