using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace QuantGen.Kernels;

/// <summary>
/// A step of a cell whose functions are the usual ones (sigmoid for gates, else tanh; no clip, no peepholes): all of it in one pass, sixteen elements of the
/// state at a time. Operations and their order are those of the cell's general form.
/// </summary>
internal static unsafe class FusedCells
{
    /// <summary>As <see cref="LstmCell.Advance"/>.</summary>
    /// <param name="projected">The input's share of a row of gates.</param>
    /// <param name="gates">The state's share.</param>
    /// <param name="cell">The cell, updated.</param>
    /// <param name="hidden">The hidden state, written.</param>
    /// <param name="size">Elements of the state.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void AdvanceLstm(float* projected, float* gates, float* cell, float* hidden, nint size)
    {
        for (nint i = 0; i < size; i += Vector512<float>.Count)
        {
            var width = (int)(size - i);
            var input = FloatFunctions.Sigmoid(Sum(projected + i, gates + i, width));
            var candidate = FloatFunctions.Tanh(Sum(projected + (3 * size) + i, gates + (3 * size) + i, width));
            var forget = FloatFunctions.Sigmoid(Sum(projected + (2 * size) + i, gates + (2 * size) + i, width));
            var state = (forget * PartialVector.Load(cell + i, width)) + (input * candidate);
            PartialVector.Store(state, cell + i, width);
            var output = FloatFunctions.Sigmoid(Sum(projected + size + i, gates + size + i, width));
            PartialVector.Store(output * FloatFunctions.Tanh(state), hidden + i, width);
        }
    }

    /// <summary>As <see cref="GruCell.Advance"/>.</summary>
    /// <inheritdoc cref="AdvanceLstm" path="/param"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void AdvanceGru(float* projected, float* gates, float* hidden, nint size)
    {
        for (nint i = 0; i < size; i += Vector512<float>.Count)
        {
            var width = (int)(size - i);
            var update = FloatFunctions.Sigmoid(Sum(projected + i, gates + i, width));
            var reset = FloatFunctions.Sigmoid(Sum(projected + size + i, gates + size + i, width));
            var product = reset * PartialVector.Load(gates + (2 * size) + i, width);
            var candidate = FloatFunctions.Tanh(PartialVector.Load(projected + (2 * size) + i, width) + product);
            var blended = ((Vector512<float>.One - update) * candidate) + (update * PartialVector.Load(hidden + i, width));
            PartialVector.Store(blended, hidden + i, width);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Sum(float* projected, float* gates, int width)
    {
        return PartialVector.Load(projected, width) + PartialVector.Load(gates, width);
    }
}
