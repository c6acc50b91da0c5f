using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using QuantGen.Runtime;

namespace QuantGen.Compiler.Execution;

/// <summary>What the steps of one run work on.</summary>
internal sealed class PlanExecution(ModelArena arena, ModelWeights weights, long[] symbols, Array[] ports)
{
    private (long Start, long Count, long Total) _rows = (0, 1, 1);

    public ModelArena Arena { get; } = arena;

    public ModelWeights Weights { get; } = weights;

    /// <summary>The value of a symbol, by its index in the plan.</summary>
    public long Symbol(int index)
    {
        return symbols[index];
    }

    /// <summary>Narrows the chunk symbol, and with it every port, to some rows of the batch.</summary>
    /// <param name="symbol">The chunk symbol's index.</param>
    /// <param name="start">The first row.</param>
    /// <param name="count">How many rows.</param>
    /// <param name="total">The rows of the whole batch.</param>
    public void SelectRows(int symbol, long start, long count, long total)
    {
        symbols[symbol] = count;
        _rows = (start, count, total);
    }

    /// <summary>The current rows of the caller's array for an input or output, by its index among the inputs, then the outputs.</summary>
    public Span<T> Port<T>(int index)
        where T : unmanaged
    {
        var array = ports[index];
        var row = (int)(array.Length / _rows.Total);
        var elements = MemoryMarshal.CreateSpan(ref Unsafe.As<byte, T>(ref MemoryMarshal.GetArrayDataReference(array)), array.Length);
        return elements.Slice((int)_rows.Start * row, (int)_rows.Count * row);
    }
}
