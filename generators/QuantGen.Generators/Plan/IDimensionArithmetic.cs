namespace QuantGen.Plan;

/// <summary>What an expression over symbols is computed with.</summary>
/// <typeparam name="T">What stands for a number.</typeparam>
internal interface IDimensionArithmetic<T>
{
    T Constant(long value);

    T Symbol(string name);

    T Add(T left, T right);

    T Multiply(T left, T right);

    /// <summary>The quotient, rounded down; operands are never negative.</summary>
    T Divide(T left, T right);

    T Max(T left, T right);
}
