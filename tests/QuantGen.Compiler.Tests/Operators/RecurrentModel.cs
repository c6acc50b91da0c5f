using QuantGen.OnnxRuntime;
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
}
