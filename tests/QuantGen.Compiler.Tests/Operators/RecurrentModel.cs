using QuantGen.Compiler.Graph;
using QuantGen.OnnxRuntime;
using QuantGen.TestSupport.Execution;
using QuantGen.TestSupport.Models;
using static QuantGen.Compiler.Tests.Operators.OperatorAssert;

namespace QuantGen.Compiler.Tests.Operators;

/// <summary>A model of one recurrent node.</summary>
internal sealed class RecurrentModel(string type, int gates, string direction, int hidden = 19)
{
    private const int Steps = 7;
    public const int Batch = 3;
    private const int Inputs = 5;

    private readonly int _directions = direction == "bidirectional" ? 2 : 1;
    private readonly OnnxModelBuilder _model = new(14);
    private readonly List<(string Name, OrtTensor Tensor)> _data = [];
    private readonly string[] _inputs = ["x", "w", "r", "", "", "", "", ""];

    public RecurrentModel WithBias()
    {
        _inputs[3] = "b";
        _model.Constant("b", Random(3, -0.5f, 0.5f, _directions, 2 * gates * hidden).Get<float>(), _directions, 2 * gates * hidden);
        return this;
    }

    public RecurrentModel WithLengths()
    {
        _inputs[4] = "lengths";
        _model.Input<int>("lengths", "N");
        _data.Add(("lengths", OrtTensor.Create([Steps, 2, 0], Batch)));
        return this;
    }

    public RecurrentModel WithStates(int count)
    {
        for (var i = 0; i < count; i++)
        {
            _inputs[5 + i] = $"state{i}";
            _model.Input<float>($"state{i}", $"{_directions}, N, {hidden}");
            _data.Add(($"state{i}", Random(10 + i, -1, 1, _directions, Batch, hidden)));
        }

        return this;
    }

    public RecurrentModel WithPeepholes()
    {
        _inputs[7] = "p";
        _model.Constant("p", Random(4, -0.5f, 0.5f, _directions, 3 * hidden).Get<float>(), _directions, 3 * hidden);
        return this;
    }

    public OnnxModelBuilder Build(int outputs, params ReadOnlySpan<(string Name, object Value)> attributes)
    {
        string[] names = ["y", "y_h", "y_c"];
        int[] weight = [_directions, gates * hidden, Inputs];
        int[] recurrent = [_directions, gates * hidden, hidden];
        _model.Input<float>("x", $"T, N, {Inputs}")
            .Constant("w", Random(1, -0.6f, 0.6f, weight).Get<float>(), weight)
            .Constant("r", Random(2, -0.4f, 0.4f, recurrent).Get<float>(), recurrent)
            .Node(
                type,
                [.. _inputs.Take(Array.FindLastIndex(_inputs, input => input.Length > 0) + 1)],
                names[..outputs],
                [("hidden_size", hidden), ("direction", direction), .. attributes]);
        foreach (var output in names[..outputs])
        {
            _model.Output<float>(output);
        }

        return _model;
    }

    /// <summary>Fails unless the float result is ONNX Runtime's.</summary>
    public void Agrees(int outputs, params ReadOnlySpan<(string Name, object Value)> attributes)
    {
        AgreesWithOnnxRuntime(Build(outputs, attributes), Data());
    }

    /// <summary>A batch for the model.</summary>
    public (string Name, OrtTensor Tensor)[] Data()
    {
        return [("x", Random(5, -2, 2, Steps, Batch, Inputs)), .. _data];
    }

    /// <summary>A layer with biases, lengths and initial states that gives all of its outputs, normalized, and its inputs.</summary>
    public static (ModelGraph Graph, (string Name, OrtTensor Tensor)[] Data) BuildGraph(
        string type, int gates, string direction, int linearBeforeReset, int hidden)
    {
        var model = new RecurrentModel(type, gates, direction, hidden).WithBias().WithLengths().WithStates(type == "LSTM" ? 2 : 1);
        var outputs = type == "LSTM" ? 3 : 2;
        var built = type == "GRU" ? model.Build(outputs, ("linear_before_reset", linearBeforeReset)) : model.Build(outputs);
        return (FloatExecution.Normalize(built.ToBytes()), model.Data());
    }

    /// <summary>One sequence of a tensor: the batch is the last axis but one, and the only one of the lengths.</summary>
    public static OrtTensor Select(OrtTensor tensor, int sequence)
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
