using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace QuantGen.Kernels;

/// <summary>
/// The steps of an LSTM: <c>c = f * c + i * g</c>, <c>h = o * tanh(c)</c>. Rows of gates are in ONNX's order: input, output, forget, candidate.
/// </summary>
internal unsafe struct LstmCell
{
    internal const int Gates = 4;

    internal required RecurrentGeometry Geometry { get; init; }

    internal required RecurrentSequence Sequence { get; init; }

    internal required LstmFunctions Functions { get; init; }

    /// <summary>Weights of the cell in the input, output and forget gates, or null.</summary>
    internal required float* Peepholes { get; init; }

    /// <summary><c>[batch, hidden]</c>.</summary>
    internal required float* Hidden { get; init; }

    /// <summary><c>[batch, hidden]</c>.</summary>
    internal required float* Cell { get; init; }

    /// <summary><c>[batch, 4 * hidden]</c>.</summary>
    internal required float* Sums { get; init; }

    /// <summary>Works through the sequences.</summary>
    internal readonly void Run<TProduct>(TProduct product)
        where TProduct : struct, IRecurrentProduct
    {
        for (var index = 0; index < Geometry.Steps; index++)
        {
            var step = Sequence.Step(index);
            product.Multiply(Hidden, Sums);
            for (var sequence = 0; sequence < Geometry.Batch; sequence++)
            {
                if (Sequence.Enter(step, sequence))
                {
                    var state = (nint)sequence * Geometry.Hidden;
                    Advance(Sequence.Projected(step, sequence), Sums + (Gates * state), Cell + state, Hidden + state);
                    Sequence.Leave(step, sequence, Hidden + state);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Advance(float* projected, float* sums, float* cells, float* hidden)
    {
        var size = (nint)Geometry.Hidden;
        var (functions, clip) = (Functions, Functions.Clip);
        for (nint i = 0; i < size; i += Vector512<float>.Count)
        {
            var width = (int)(size - i);
            var cell = PartialVector.Load(cells + i, width);
            var inputGate = functions.Gate.Apply(WithPeephole(RecurrentGate.Load(projected, sums, i, width), 0, i, cell), clip);
            var forgetGate = functions.InputForget
                ? Vector512<float>.One - inputGate
                : functions.Gate.Apply(WithPeephole(RecurrentGate.Load(projected, sums, (2 * size) + i, width), 2, i, cell), clip);
            var candidate = functions.Candidate.Apply(RecurrentGate.Load(projected, sums, (3 * size) + i, width), clip);
            cell = (forgetGate * cell) + (inputGate * candidate);
            var outputGate = functions.Gate.Apply(WithPeephole(RecurrentGate.Load(projected, sums, size + i, width), 1, i, cell), clip);
            PartialVector.Store(cell, cells + i, width);
            PartialVector.Store(outputGate * functions.Cell.Apply(cell, float.PositiveInfinity), hidden + i, width);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly Vector512<float> WithPeephole(Vector512<float> gate, int index, nint i, Vector512<float> cell)
    {
        return Peepholes == null ? gate : gate + (PartialVector.Load(Peepholes + (index * (nint)Geometry.Hidden) + i, (int)(Geometry.Hidden - i)) * cell);
    }
}
