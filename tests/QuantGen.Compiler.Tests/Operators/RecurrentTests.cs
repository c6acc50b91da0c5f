using QuantGen.Compiler.Diagnostics;
using Xunit;

namespace QuantGen.Compiler.Tests.Operators;

/// <summary>LSTM, GRU and RNN in float.</summary>
public sealed class RecurrentTests
{
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
}
