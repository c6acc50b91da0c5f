using Google.Protobuf;
using QuantGen.Compiler.Export;
using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Onnx.Proto;
using QuantGen.Compiler.Quantization;
using QuantGen.OnnxRuntime;
using QuantGen.TestSupport;
using QuantGen.TestSupport.Execution;
using Xunit;

namespace QuantGen.Compiler.Tests.Operators;

/// <summary>LSTM, GRU and RNN with int8 weights.</summary>
public sealed class QuantizedRecurrentTests
{
    /// <summary>The exported model computes with the same weights, but on float activations.</summary>
    private const double Tolerance = 1e-3;

    /// <summary>Enough for the smallest layer to be worth int8.</summary>
    private const int Hidden = 93;

    public static TheoryData<string, int, string, int> Layers => new()
    {
        { "LSTM", 4, "forward", 0 },
        { "LSTM", 4, "bidirectional", 0 },
        { "GRU", 3, "reverse", 0 },
        { "GRU", 3, "bidirectional", 1 },
        { "RNN", 1, "bidirectional", 0 },
    };

    [SkippableTheory]
    [MemberData(nameof(Layers))]
    public void StaticAgreesWithTheExportedModel(string type, int gates, string direction, int linearBeforeReset)
    {
        var (graph, data) = RecurrentModel.BuildGraph(type, gates, direction, linearBeforeReset, Hidden);
        var quantizer = new StaticQuantizer(graph, new QuantizationOptions());
        var ranges = quantizer.Candidates().ToDictionary(value => value.Name, _ => (-2f, 2f));
        var assignment = quantizer.Quantize(new StaticCalibration(ranges, StaticCalibration.NoCorrections), new HashSet<string>());
        Assert.True(assignment.IsInteger(graph.Nodes[0]));
        Agrees(QdqExporter.Export(graph, assignment), graph, assignment, data);
    }

    [SkippableTheory]
    [MemberData(nameof(Layers))]
    public void DynamicAgreesWithTheExportedModel(string type, int gates, string direction, int linearBeforeReset)
    {
        var (graph, data) = RecurrentModel.BuildGraph(type, gates, direction, linearBeforeReset, Hidden);
        foreach (var scale in Enum.GetValues<ActivationScale>())
        {
            var assignment = Dynamic(graph, scale);
            Agrees(DynamicExporter.Export(graph, assignment), graph, assignment, data);
        }
    }

    [Theory]
    [MemberData(nameof(Layers))]
    public void EachSequenceIsTheSameAloneAndInABatch(string type, int gates, string direction, int linearBeforeReset)
    {
        var (graph, data) = RecurrentModel.BuildGraph(type, gates, direction, linearBeforeReset, Hidden);
        var assignment = Dynamic(graph, ActivationScale.PerRow);
        var batch = FloatExecution.Run(graph, assignment, data);
        for (var sequence = 0; sequence < RecurrentModel.Batch; sequence++)
        {
            var alone = FloatExecution.Run(graph, assignment, data.Select(input => (input.Name, RecurrentModel.Select(input.Tensor, sequence))));
            Assert.All(alone, output => Assert.Equal(output.Value.Get<float>(), RecurrentModel.Select(batch[output.Key], sequence).Get<float>()));
        }
    }

    private static QuantizationAssignment Dynamic(ModelGraph graph, ActivationScale scale)
    {
        var options = new QuantizationOptions { Mode = QuantizationMode.Dynamic, ActivationScale = scale };
        return new DynamicQuantizer(graph, options).Quantize(new HashSet<string>());
    }

    private static void Agrees(
        ModelProto exported, ModelGraph graph, QuantizationAssignment assignment, (string Name, OrtTensor Tensor)[] data)
    {
        using var session = OrtSession.Open(exported.ToByteArray());
        var actual = FloatExecution.Run(graph, assignment, data);
        foreach (var (name, expected) in session.Run(data))
        {
            TensorAssert.Close(expected, actual[name], Tolerance, Tolerance, name);
        }
    }
}
