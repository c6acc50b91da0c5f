using QuantGen.Compiler.Diagnostics;
using QuantGen.Plan;
using QuantGen.Tool.Execution;

namespace QuantGen.Tool.Running;

/// <summary>What an input is given in each step: a slice of a file, or the whole file every time.</summary>
internal sealed class SteppedInput
{
    private readonly Tensor _data;
    private readonly int _rows;

    private SteppedInput(PlanPort input, Tensor data, int steps, int rows)
    {
        (Input, _data, Steps, _rows) = (input, data, steps, rows);
    }

    /// <summary>The input.</summary>
    public PlanPort Input { get; }

    /// <summary>How many slices there are; 1 for a file that is given whole.</summary>
    public int Steps { get; }

    /// <summary>Whether the file has an axis more than the input, so that each slice is a whole input.</summary>
    public bool HasStepAxis => _rows == 0;

    /// <summary>Cuts a tensor along its first axis as the input's shape asks for.</summary>
    /// <param name="file">For diagnostics.</param>
    /// <param name="input">An open first dimension takes all rows at once, unless <paramref name="rowByRow"/>.</param>
    /// <param name="data">Of the input's rank, or with one axis more.</param>
    /// <param name="rowByRow">The steps depend on each other: an open first dimension takes one row a step.</param>
    /// <exception cref="CompilationException">The shape does not fit.</exception>
    public static SteppedInput Create(string file, PlanPort input, Tensor data, bool rowByRow)
    {
        var (shape, rank) = (data.Shape, input.Shape.Count);
        if (shape.Count == rank + 1 && Matches(input.Shape, shape.Skip(1)))
        {
            return new SteppedInput(input, data, shape[0], rows: 0);
        }

        if (shape.Count == rank && Matches(input.Shape.Skip(1), shape.Skip(1)))
        {
            var all = rank == 0 ? 1 : shape[0];
            var rows = rank == 0 ? 1 : input.Shape[0].Value ?? (rowByRow ? 1 : all);
            if (rows > 0 && all % rows == 0)
            {
                return new SteppedInput(input, data, (int)(all / rows), (int)rows);
            }
        }

        throw new CompilationException(DiagnosticCatalog.InputFileInvalid(
            file, input.OnnxName, $"its shape [{string.Join(", ", shape)}] does not fit {OpenDimensions.Describe(input)}"));
    }

    /// <summary>The shape of each slice.</summary>
    public IReadOnlyList<int> Shape => HasStepAxis ? [.. _data.Shape.Skip(1)] : Steps == 1 ? _data.Shape : [_rows, .. _data.Shape.Skip(1)];

    /// <summary>The slice of a step.</summary>
    public Tensor At(int step)
    {
        var index = Steps == 1 ? 0 : step;
        return HasStepAxis ? _data.Row(index) : Steps == 1 ? _data : _data.Rows(index * _rows, _rows);
    }

    private static bool Matches(IEnumerable<Dimension> declared, IEnumerable<int> shape)
    {
        return declared.Zip(shape).All(pair => (pair.First.Value ?? pair.Second) == pair.Second);
    }
}
