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
        var (graph, data) = Model(type, gates, direction, linearBeforeReset);
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
        var (graph, data) = Model(type, gates, direction, linearBeforeReset);
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
        var (graph, data) = Model(type, gates, direction, linearBeforeReset);
        var assignment = Dynamic(graph, ActivationScale.PerRow);
        var batch = FloatExecution.Run(graph, assignment, data);
        for (var sequence = 0; sequence < RecurrentModel.Batch; sequence++)
        {
            var alone = FloatExecution.Run(graph, assignment, data.Select(input => (input.Name, Select(input.Tensor, sequence))));
            Assert.All(alone, output => Assert.Equal(output.Value.Get<float>(), Select(batch[output.Key], sequence).Get<float>()));
        }
    }

    private static (ModelGraph Graph, (string Name, OrtTensor Tensor)[] Data) Model(string type, int gates, string direction, int linearBeforeReset)
    {
        var model = new RecurrentModel(type, gates, direction, Hidden).WithBias().WithLengths().WithStates(type == "LSTM" ? 2 : 1);
        var outputs = type == "LSTM" ? 3 : 2;
        var built = type == "GRU" ? model.Build(outputs, ("linear_before_reset", linearBeforeReset)) : model.Build(outputs);
        return (FloatExecution.Normalize(built.ToBytes()), model.Data());
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

    /// <summary>One sequence of a tensor: the batch is the last axis but one, and the only one of the lengths.</summary>
    private static OrtTensor Select(OrtTensor tensor, int sequence)
    {
        var dimensions = tensor.Dimensions.ToArray();
        if (dimensions.Length == 1)
        {
            return OrtTensor.Create([tensor.Get<int>()[sequence]], 1);
        }

        var (batch, size) = (dimensions[^2], dimensions[^1]);
        var values = tensor.Get<float>().Where((_, index) => index / size % batch == sequence).ToArray();
        dimensions[^2] = 1;
        return OrtTensor.Create(values, dimensions);
    }
}
