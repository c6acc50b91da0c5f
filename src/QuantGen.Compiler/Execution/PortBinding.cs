using QuantGen.Compiler.Graph;
using QuantGen.Plan;
using QuantGen.Runtime;

namespace QuantGen.Compiler.Execution;

/// <summary>
/// Arrays that a caller bound to a plan's inputs and outputs by ONNX name: checked, and the open dimensions read off them.
/// </summary>
internal sealed class PortBinding
{
    private readonly PlanDocument _plan;
    private readonly Dictionary<string, long> _symbols = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Array> _arrays = new(StringComparer.Ordinal);

    /// <summary>Binds arrays.</summary>
    /// <exception cref="ArgumentException">One is missing, has another element type or a wrong length, or is bound twice.</exception>
    public PortBinding(PlanDocument plan, IReadOnlyDictionary<string, Array> tensors)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        _plan = plan;
        foreach (var port in plan.Inputs.Concat(plan.Outputs))
        {
            _arrays[port.Name] = Find(tensors, port);
        }

        ReadDimensions();
        ReadLengths();
        Check();
    }

    /// <summary>The value of every symbol of the plan.</summary>
    public IReadOnlyDictionary<string, long> Symbols => _symbols;

    /// <summary>The arrays by plan name.</summary>
    public IReadOnlyDictionary<string, Array> Arrays => _arrays;

    private static Array Find(IReadOnlyDictionary<string, Array> tensors, PlanPort port)
    {
        if (!tensors.TryGetValue(port.OnnxName, out var array) || array is null)
        {
            throw new ArgumentException($"There is no array for '{port.OnnxName}'.", nameof(tensors));
        }

        var (actual, needed) = (array.GetType().GetElementType(), port.Type.ClrType());
        return actual == needed
            ? array
            : throw new ArgumentException($"The array for '{port.OnnxName}' holds {actual}; {needed} is needed.", nameof(tensors));
    }

    /// <summary>Arrays that have the rank of their input tell every dimension.</summary>
    private void ReadDimensions()
    {
        foreach (var input in _plan.Inputs.Where(input => _arrays[input.Name].Rank == input.Shape.Count))
        {
            for (var axis = 0; axis < input.Shape.Count; axis++)
            {
                if (input.Shape[axis].SymbolName is { } symbol)
                {
                    _symbols.TryAdd(symbol, _arrays[input.Name].GetLength(axis));
                }
            }
        }
    }

    /// <summary>A flat array tells one dimension, when the others are known.</summary>
    private void ReadLengths()
    {
        while (_plan.Symbols.Select(symbol => symbol.Name).Except(_symbols.Keys).ToList() is { Count: > 0 } open)
        {
            if (!_plan.Inputs.Any(input => TryReadLength(input, open)))
            {
                throw new ArgumentException(
                    $"The dimension {open[0]} cannot be told from the arrays' lengths: pass arrays with as many dimensions as the inputs have.",
                    "tensors");
            }
        }
    }

    private bool TryReadLength(PlanPort input, List<string> open)
    {
        var length = Length(input);
        if (length.Symbols.Intersect(open).ToList() is not [var symbol]
            || !length.TryGetLinear(symbol, out var slope, out var rest))
        {
            return false;
        }

        var (size, factor) = (_arrays[input.Name].Length, slope.Evaluate(_symbols));
        _symbols[symbol] = _plan.Symbols.Any(candidate => candidate.Name == symbol && candidate.Chunk is not null)
            ? ModelPorts.Rows(size, factor, input.OnnxName)
            : ModelPorts.Solve(size, factor, rest.Evaluate(_symbols), input.OnnxName);
        return true;
    }

    private void Check()
    {
        foreach (var port in _plan.Inputs.Concat(_plan.Outputs))
        {
            ModelPorts.CheckLength(_arrays[port.Name].Length, Length(port).Evaluate(_symbols), port.OnnxName);
        }

        foreach (var output in _plan.Outputs)
        {
            var array = _arrays[output.Name];
            if (array.Length > 0 && _arrays.Count(other => other.Value == array) > 1)
            {
                throw new ArgumentException($"The array for '{output.OnnxName}' is bound to another input or output too.", "tensors");
            }
        }
    }

    private static Dimension Length(PlanPort port)
    {
        return port.Shape.Aggregate(Dimension.One, (product, dimension) => product * dimension);
    }
}
