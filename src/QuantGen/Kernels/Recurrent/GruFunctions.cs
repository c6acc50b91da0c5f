using System.ComponentModel;

namespace QuantGen.Kernels;

/// <summary>The functions of a GRU cell.</summary>
/// <param name="gate">Of the update and reset gates; ONNX's f.</param>
/// <param name="candidate">Of the new state; ONNX's g.</param>
/// <param name="clip">What goes into a function is clamped to <c>-clip..clip</c>; infinity for none.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct GruFunctions(RecurrentActivation gate, RecurrentActivation candidate, float clip)
{
    /// <summary>Of the update and reset gates.</summary>
    public RecurrentActivation Gate { get; } = gate;

    /// <summary>Of the new state.</summary>
    public RecurrentActivation Candidate { get; } = candidate;

    /// <summary>The bound of what goes into a function.</summary>
    public float Clip { get; } = clip;

    /// <summary>Whether they are what a GRU has unless a model says otherwise.</summary>
    internal bool AreUsual =>
        Gate.Function == RecurrentFunction.Sigmoid && Candidate.Function == RecurrentFunction.Tanh && float.IsPositiveInfinity(Clip);
}
