using System.ComponentModel;

namespace QuantGen.Kernels;

/// <summary>The functions of an LSTM cell.</summary>
/// <param name="gate">Of the input, output and forget gates; ONNX's f.</param>
/// <param name="candidate">Of what is added to the cell; ONNX's g.</param>
/// <param name="cell">Of the cell on its way to the hidden state; ONNX's h.</param>
/// <param name="clip">What goes into a function, but for that of the cell, is clamped to <c>-clip..clip</c>; infinity for none.</param>
/// <param name="inputForget">Whether the forget gate is one minus the input gate.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct LstmFunctions(
    RecurrentActivation gate, RecurrentActivation candidate, RecurrentActivation cell, float clip, bool inputForget)
{
    /// <summary>Of the input, output and forget gates.</summary>
    public RecurrentActivation Gate { get; } = gate;

    /// <summary>Of what is added to the cell.</summary>
    public RecurrentActivation Candidate { get; } = candidate;

    /// <summary>Of the cell on its way to the hidden state.</summary>
    public RecurrentActivation Cell { get; } = cell;

    /// <summary>The bound of what goes into the functions of the gates.</summary>
    public float Clip { get; } = clip;

    /// <summary>Whether the forget gate is one minus the input gate.</summary>
    public bool InputForget { get; } = inputForget;

    /// <summary>Whether they are what an LSTM has unless a model says otherwise.</summary>
    internal bool AreUsual =>
        Gate.Function == RecurrentFunction.Sigmoid && Candidate.Function == RecurrentFunction.Tanh && Cell.Function == RecurrentFunction.Tanh
        && float.IsPositiveInfinity(Clip) && !InputForget;
}
