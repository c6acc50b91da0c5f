using System.ComponentModel;

namespace QuantGen.Kernels;

/// <summary>The sizes of one direction of a recurrent layer, and where that direction lies among the layer's.</summary>
/// <param name="steps">Length of the sequences, at least 0.</param>
/// <param name="batch">Sequences, at least 0.</param>
/// <param name="hidden">Elements of the hidden state, at least 1.</param>
/// <param name="direction">Index of the direction.</param>
/// <param name="directions">Directions of the layer, 1 or 2.</param>
/// <param name="reverse">Whether the sequence is worked through from its end.</param>
/// <param name="batchFirst">Whether the batch is axis 0 of inputs, outputs and states (ONNX's <c>layout</c> 1).</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct RecurrentGeometry(int steps, int batch, int hidden, int direction, int directions, bool reverse, bool batchFirst)
{
    /// <summary>Length of the sequences.</summary>
    public int Steps { get; } = steps;

    /// <summary>Sequences.</summary>
    public int Batch { get; } = batch;

    /// <summary>Elements of the hidden state.</summary>
    public int Hidden { get; } = hidden;

    /// <summary>Index of the direction.</summary>
    public int Direction { get; } = direction;

    /// <summary>Directions of the layer.</summary>
    public int Directions { get; } = directions;

    /// <summary>Whether the sequence is worked through from its end.</summary>
    public bool Reverse { get; } = reverse;

    /// <summary>Whether the batch is axis 0.</summary>
    public bool BatchFirst { get; } = batchFirst;

    /// <summary>Elements of the state of this direction.</summary>
    internal long StateLength => (long)Batch * Hidden;

    /// <summary>Elements of the state of all directions.</summary>
    internal long LayerStateLength => Directions * StateLength;

    /// <summary>Elements of the layer's output.</summary>
    internal long OutputLength => Steps * LayerStateLength;

    /// <summary>The row of a sequence's step in <c>[steps, batch, ...]</c>, or <c>[batch, steps, ...]</c>.</summary>
    internal nint InputRow(int step, int sequence)
    {
        return BatchFirst ? ((nint)sequence * Steps) + step : ((nint)step * Batch) + sequence;
    }

    /// <summary>Where a sequence's step begins in <c>[steps, directions, batch, hidden]</c>, or <c>[batch, steps, directions, hidden]</c>.</summary>
    internal nint OutputOffset(int step, int sequence)
    {
        var row = BatchFirst
            ? (InputRow(step, sequence) * Directions) + Direction
            : ((((nint)step * Directions) + Direction) * Batch) + sequence;
        return row * Hidden;
    }

    /// <summary>Where a sequence's state begins in <c>[directions, batch, hidden]</c>, or <c>[batch, directions, hidden]</c>.</summary>
    internal nint StateOffset(int sequence)
    {
        return (BatchFirst ? ((nint)sequence * Directions) + Direction : ((nint)Direction * Batch) + sequence) * Hidden;
    }

    /// <summary>Checks the sizes.</summary>
    /// <exception cref="ArgumentException">One is out of its range.</exception>
    internal void Check()
    {
        KernelChecks.Require(Steps >= 0 && Batch >= 0 && Hidden > 0, "A size of the recurrent layer is negative.");
        KernelChecks.Require(Direction >= 0 && Direction < Directions, "The direction is not one of the layer's.");
    }
}
