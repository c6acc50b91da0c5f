using QuantGen.Compiler.Diagnostics;
using QuantGen.OnnxRuntime;
using QuantGen.TestSupport.Models;
using Xunit;
using static QuantGen.Compiler.Tests.Operators.OperatorAssert;

namespace QuantGen.Compiler.Tests.Operators;

/// <summary>LSTM, GRU and RNN in float.</summary>
public sealed class RecurrentTests
{
    private const int Steps = 7;
    private const int Batch = 3;
    private const int Inputs = 5;
    private const int Hidden = 19;

    [SkippableTheory]
    [InlineData("forward", true, true)]
    [InlineData("reverse", false, true)]
    [InlineData("bidirectional", true, false)]
    [InlineData("bidirectional", false, true)]
    public void LstmAgrees(string direction, bool hasStates, bool hasLengths)
    {
        var model = new RecurrentModel("LSTM", 4, direction).WithBias();
        model = hasStates ? model.WithStates(2) : model;
        model = hasLengths ? model.WithLengths() : model;
        model.Agrees(3);
    }

    [SkippableTheory]
    [InlineData("forward", 0)]
    [InlineData("bidirectional", 1)]
    public void LstmWithPeepholesAgrees(string direction, int inputForget)
    {
        new RecurrentModel("LSTM", 4, direction).WithBias().WithStates(2).WithPeepholes().Agrees(3, ("input_forget", inputForget));
    }

    [SkippableTheory]
    [InlineData("forward", 1, true, true)]
    [InlineData("reverse", 0, false, true)]
    [InlineData("bidirectional", 1, true, false)]
    [InlineData("bidirectional", 0, true, true)]
    public void GruAgrees(string direction, int linearBeforeReset, bool hasBias, bool hasLengths)
    {
        var model = new RecurrentModel("GRU", 3, direction);
        model = hasBias ? model.WithBias() : model;
        model = hasLengths ? model.WithLengths() : model;
        model.WithStates(1).Agrees(2, ("linear_before_reset", linearBeforeReset));
    }

    [SkippableTheory]
    [InlineData("forward")]
    [InlineData("bidirectional")]
    public void RnnAgrees(string direction)
    {
        new RecurrentModel("RNN", 1, direction).WithBias().WithLengths().WithStates(1).Agrees(2);
    }

    [SkippableTheory]
    [InlineData("LSTM", 4, "HardSigmoid", "Softsign", "ScaledTanh")]
    [InlineData("LSTM", 4, "Sigmoid", "Relu", "Affine")]
    [InlineData("GRU", 3, "HardSigmoid", "Elu")]
    [InlineData("GRU", 3, "Sigmoid", "LeakyRelu")]
    [InlineData("RNN", 1, "ThresholdedRelu")]
    [InlineData("RNN", 1, "Softplus")]
    public void ActivationsAgree(string type, int gates, params string[] activations)
    {
        (string, object)[] parameters = [("activation_alpha", new[] { 0.3f, 0.7f, 0.4f, 0.6f }), ("activation_beta", new[] { 0.4f, 0.5f, 0.6f, 0.2f })];
        new RecurrentModel(type, gates, "forward").WithBias().Agrees(2, [("activations", activations), .. parameters]);
        new RecurrentModel(type, gates, "bidirectional").WithBias().Agrees(
            2, [("activations", (string[])[.. activations, .. activations]), .. parameters]);
    }

    [SkippableTheory]
    [InlineData("LSTM", 4)]
    [InlineData("GRU", 3)]
    [InlineData("RNN", 1)]
    public void ClipAgrees(string type, int gates)
    {
        new RecurrentModel(type, gates, "forward").WithBias().Agrees(2, ("clip", 0.5f));
    }

    [Theory]
    [InlineData("LSTM", 3)]
    [InlineData("GRU", 4)]
    public void WeightsOfAnotherSizeAreRefused(string type, int gates)
    {
        var exception = Assert.Throws<CompilationException>(() => Lowered.Plan(new RecurrentModel(type, gates, "forward").Build(2)));
        Assert.Equal("QG0203", Assert.Single(exception.Diagnostics).Id);
    }

    /// <summary>A model of one recurrent node.</summary>
    private sealed class RecurrentModel(string type, int gates, string direction)
    {
        private readonly int _directions = direction == "bidirectional" ? 2 : 1;
        private readonly OnnxModelBuilder _model = new(14);
        private readonly List<(string Name, OrtTensor Tensor)> _data = [];
        private readonly string[] _inputs = ["x", "w", "r", "", "", "", "", ""];

        public RecurrentModel WithBias()
        {
            _inputs[3] = "b";
            _model.Constant("b", Random(3, -0.5f, 0.5f, _directions, 2 * gates * Hidden).Get<float>(), _directions, 2 * gates * Hidden);
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
                _model.Input<float>($"state{i}", $"{_directions}, N, {Hidden}");
                _data.Add(($"state{i}", Random(10 + i, -1, 1, _directions, Batch, Hidden)));
            }

            return this;
        }

        public RecurrentModel WithPeepholes()
        {
            _inputs[7] = "p";
            _model.Constant("p", Random(4, -0.5f, 0.5f, _directions, 3 * Hidden).Get<float>(), _directions, 3 * Hidden);
            return this;
        }

        public OnnxModelBuilder Build(int outputs, params ReadOnlySpan<(string Name, object Value)> attributes)
        {
            string[] names = ["y", "y_h", "y_c"];
            int[] weight = [_directions, gates * Hidden, Inputs];
            int[] recurrent = [_directions, gates * Hidden, Hidden];
            _model.Input<float>("x", $"T, N, {Inputs}")
                .Constant("w", Random(1, -0.6f, 0.6f, weight).Get<float>(), weight)
                .Constant("r", Random(2, -0.4f, 0.4f, recurrent).Get<float>(), recurrent)
                .Node(
                    type,
                    [.. _inputs.Take(Array.FindLastIndex(_inputs, input => input.Length > 0) + 1)],
                    names[..outputs],
                    [("hidden_size", Hidden), ("direction", direction), .. attributes]);
            foreach (var output in names[..outputs])
            {
                _model.Output<float>(output);
            }

            return _model;
        }

        public void Agrees(int outputs, params ReadOnlySpan<(string Name, object Value)> attributes)
        {
            AgreesWithOnnxRuntime(Build(outputs, attributes), [("x", Random(5, -2, 2, Steps, Batch, Inputs)), .. _data]);
        }
    }
}
