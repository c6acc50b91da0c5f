using QuantGen.Runtime;

namespace QuantGen.Compiler.Execution;

/// <summary>What the steps of one run work on.</summary>
internal sealed class PlanExecution(ModelArena arena, ModelWeights weights, long[] symbols, Array[] ports)
{
    public ModelArena Arena { get; } = arena;

    public ModelWeights Weights { get; } = weights;

    /// <summary>The value of a symbol, by its index in the plan.</summary>
    public long Symbol(int index)
    {
        return symbols[index];
    }

    /// <summary>The caller's array of an input or output, by its index among the inputs, then the outputs.</summary>
    public Span<T> Port<T>(int index)
        where T : unmanaged
    {
        return (T[])ports[index];
    }
}
