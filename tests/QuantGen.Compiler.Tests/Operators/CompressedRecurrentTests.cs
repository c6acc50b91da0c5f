using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Quantization;
using QuantGen.Compiler.Quantization.Compression;
using QuantGen.OnnxRuntime;
using QuantGen.TestSupport.Execution;
using Xunit;

namespace QuantGen.Compiler.Tests.Operators;

/// <summary>LSTM, GRU and RNN on weights stored in fewer bits.</summary>
public sealed class CompressedRecurrentTests
{
    /// <summary>No multiple of a block or a panel.</summary>
    private const int Hidden = 37;

    public static TheoryData<string, int, string, int> Layers => QuantizedRecurrentTests.Layers;

    [Theory]
    [MemberData(nameof(Layers))]
    public void SameBitsAsTheFloatLayerOnDecodedWeights(string type, int gates, string direction, int linearBeforeReset)
    {
        foreach (var options in Formats())
        {
            var (graph, data) = RecurrentModel.BuildGraph(type, gates, direction, linearBeforeReset, Hidden);
            var assignment = WeightOnlyQuantizer.Quantize(graph, options).Assignment;
            var actual = FloatExecution.Run(graph, assignment, data);
            foreach (var (input, weights) in assignment.Compressed(graph.Nodes[0])!.Weights)
            {
                var value = graph.Nodes[0].Input(input);
                value.SetConstant(TensorData.Create<float>(value.Constant!.Dimensions, weights.Decode()));
            }

            var expected = FloatExecution.Run(graph, QuantizationAssignment.Float(), data);
            Assert.All(expected, output => Assert.Equal(output.Value.Get<float>(), actual[output.Key].Get<float>()));
        }
    }

    [Theory]
    [MemberData(nameof(Layers))]
    public void EachSequenceIsTheSameAloneAndInABatch(string type, int gates, string direction, int linearBeforeReset)
    {
        var (graph, data) = RecurrentModel.BuildGraph(type, gates, direction, linearBeforeReset, Hidden);
        foreach (var options in Formats())
        {
            var assignment = WeightOnlyQuantizer.Quantize(graph, options).Assignment;
            var batch = FloatExecution.Run(graph, assignment, data);
            for (var sequence = 0; sequence < RecurrentModel.Batch; sequence++)
            {
                var alone = FloatExecution.Run(graph, assignment, data.Select(input => (input.Name, RecurrentModel.Select(input.Tensor, sequence))));
                Assert.All(alone, output => Assert.Equal(output.Value.Get<float>(), RecurrentModel.Select(batch[output.Key], sequence).Get<float>()));
            }
        }
    }

    private static IEnumerable<QuantizationOptions> Formats()
    {
        var options = new QuantizationOptions { Mode = QuantizationMode.WeightOnly };
        return
        [
            .. Enum.GetValues<WeightFormat>().Select(format => options with { WeightFormat = format }),
            options with { WeightFormat = WeightFormat.Int4, BlockSize = 16, WeightZeroPoint = true },
        ];
    }
}
