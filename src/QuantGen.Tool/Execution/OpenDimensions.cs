using QuantGen.Plan;

namespace QuantGen.Tool.Execution;

/// <summary>The sizes that a model leaves open, read off the shapes of its inputs.</summary>
internal static class OpenDimensions
{
    /// <summary>Reads the value of each symbol that the shapes tell.</summary>
    /// <param name="shapes">Shapes of inputs; an input may be missing.</param>
    /// <exception cref="ShapeException">A shape does not fit its input, or two of them disagree.</exception>
    public static Dictionary<string, long> Read(IEnumerable<(PlanPort Input, IReadOnlyList<int> Shape)> shapes)
    {
        var symbols = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var (input, shape) in shapes)
        {
            if (shape.Count != input.Shape.Count)
            {
                throw new ShapeException(input, shape, Describe(input));
            }

            foreach (var (dimension, size) in input.Shape.Zip(shape))
            {
                Read(dimension, size, symbols);
                if (size < 1 || dimension.Symbols.Any(symbol => !symbols.ContainsKey(symbol)) || dimension.Evaluate(symbols) != size)
                {
                    throw new ShapeException(input, shape, Describe(input, symbols));
                }
            }
        }

        return symbols;
    }

    /// <summary>The shape of an input or output, or null when a symbol in it is not known.</summary>
    public static int[]? Evaluate(PlanPort port, IReadOnlyDictionary<string, long> symbols)
    {
        return port.Shape.All(dimension => dimension.Symbols.All(symbols.ContainsKey))
            ? [.. port.Shape.Select(dimension => checked((int)dimension.Evaluate(symbols)))]
            : null;
    }

    /// <summary><c>float32 [N, 1, 8, 8]</c>.</summary>
    public static string Describe(PlanPort port)
    {
        return $"{PlanElementTypes.Name(port.Type)} [{string.Join(", ", port.Shape)}]";
    }

    private static string Describe(PlanPort port, Dictionary<string, long> symbols)
    {
        var known = port.Shape.SelectMany(dimension => dimension.Symbols).Distinct().Where(symbols.ContainsKey);
        var values = string.Join(", ", known.Select(symbol => FormattableString.Invariant($"{symbol} = {symbols[symbol]}")));
        return values.Length == 0 ? Describe(port) : $"{Describe(port)} with {values}";
    }

    private static void Read(Dimension dimension, int size, Dictionary<string, long> symbols)
    {
        if (dimension.Symbols.Where(symbol => !symbols.ContainsKey(symbol)).ToList() is [var symbol]
            && dimension.TryGetLinear(symbol, out var slope, out var rest)
            && slope.Evaluate(symbols) is > 0 and var factor)
        {
            // Where the division leaves a remainder, evaluating the dimension gives another size.
            symbols[symbol] = (size - rest.Evaluate(symbols)) / factor;
        }
    }
}

/// <summary>A shape does not fit an input.</summary>
internal sealed class ShapeException(PlanPort input, IReadOnlyList<int> shape, string expected)
    : Exception($"its shape [{string.Join(", ", shape)}] does not fit {expected}")
{
    public PlanPort Input { get; } = input;
}
