namespace QuantGen.Kernels;

/// <summary>The sequences that a recurrent layer reads and writes, in the order of its direction.</summary>
/// <remarks>A sequence that is shorter than the others keeps its state beyond its end, and its output is zero there. The last state of one without any step is
/// zero, whatever its initial state.</remarks>
internal readonly unsafe struct RecurrentSequence
{
    private readonly RecurrentGeometry _geometry;
    private readonly float* _projected;
    private readonly int* _lengths;
    private readonly float* _output;
    private readonly int _gates;

    /// <summary>States the operands. Null stands for lengths that are all the same, and for an output that nobody reads.</summary>
    /// <param name="geometry">The sizes.</param>
    /// <param name="projected">The inputs times their weights: a row of gates for each step of each sequence.</param>
    /// <param name="gates">Elements of such a row.</param>
    /// <param name="lengths">The length of each sequence.</param>
    /// <param name="output">The layer's output.</param>
    internal RecurrentSequence(in RecurrentGeometry geometry, float* projected, int gates, int* lengths, float* output)
    {
        _geometry = geometry;
        _projected = projected;
        _gates = gates;
        _lengths = lengths;
        _output = output;
    }

    /// <summary>Works through the sequences: in each step the product of all states, then the cell of each sequence that has the step.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="product">The product.</param>
    /// <param name="hidden">The hidden states, <c>[batch, hidden]</c>.</param>
    /// <param name="sums">The products, <c>[batch, gates]</c>.</param>
    internal void Run<TCell, TProduct>(TCell cell, TProduct product, float* hidden, float* sums)
        where TCell : struct, IRecurrentCell
        where TProduct : struct, IRecurrentProduct
    {
        for (var index = 0; index < _geometry.Steps; index++)
        {
            var step = Step(index);
            product.Multiply(hidden, sums);
            for (var sequence = 0; sequence < _geometry.Batch; sequence++)
            {
                if (Enter(step, sequence))
                {
                    var state = (nint)sequence * _geometry.Hidden;
                    cell.Advance(Projected(step, sequence), sums + ((nint)sequence * _gates), state);
                    Leave(step, sequence, hidden + state);
                }
            }
        }
    }

    /// <summary>The step of the sequence that is worked on as the <paramref name="index"/>th.</summary>
    internal int Step(int index)
    {
        return _geometry.Reverse ? _geometry.Steps - 1 - index : index;
    }

    /// <summary>Whether the sequence has that step; if not, its output is cleared.</summary>
    internal bool Enter(int step, int sequence)
    {
        if (_lengths == null || step < _lengths[sequence])
        {
            return true;
        }

        if (_output != null)
        {
            new Span<float>(_output + _geometry.OutputOffset(step, sequence), _geometry.Hidden).Clear();
        }

        return false;
    }

    /// <summary>The row of gates.</summary>
    internal float* Projected(int step, int sequence)
    {
        return _projected + (_geometry.InputRow(step, sequence) * _gates);
    }

    /// <summary>Writes the state after a step as the output of the step.</summary>
    internal void Leave(int step, int sequence, float* hidden)
    {
        if (_output != null)
        {
            new ReadOnlySpan<float>(hidden, _geometry.Hidden).CopyTo(
                new Span<float>(_output + _geometry.OutputOffset(step, sequence), _geometry.Hidden));
        }
    }

    /// <summary>Copies this direction's part of an initial state; zeros where the layer has none.</summary>
    internal void LoadState(float* initial, float* state)
    {
        for (var sequence = 0; sequence < _geometry.Batch; sequence++)
        {
            var target = new Span<float>(state + ((nint)sequence * _geometry.Hidden), _geometry.Hidden);
            if (initial == null)
            {
                target.Clear();
            }
            else
            {
                new ReadOnlySpan<float>(initial + _geometry.StateOffset(sequence), _geometry.Hidden).CopyTo(target);
            }
        }
    }

    /// <summary>Writes this direction's part of the state after the last step, if anybody reads it.</summary>
    internal void StoreState(float* state, float* last)
    {
        for (var sequence = 0; last != null && sequence < _geometry.Batch; sequence++)
        {
            var target = new Span<float>(last + _geometry.StateOffset(sequence), _geometry.Hidden);
            new ReadOnlySpan<float>(state + ((nint)sequence * _geometry.Hidden), _geometry.Hidden).CopyTo(target);
            if (_lengths != null && _lengths[sequence] == 0)
            {
                target.Clear();
            }
        }
    }
}
