using System.Collections.Generic;
using System.Linq;
using QuantGen.Plan;

namespace QuantGen.Generators.Emission;

/// <summary>
/// Decides how <c>Run</c> learns each symbol: from an input's length or dimension, or as a parameter of its own.
/// </summary>
internal static class SymbolSolver
{
    /// <summary>
    /// From the lengths of the inputs, for spans. Where these leave several symbols open, the last that is not the chunk symbol
    /// becomes a parameter.
    /// </summary>
    public static IReadOnlyList<SymbolSource> FromLengths(ModelLayout layout)
    {
        var sizes = layout.Inputs.Select(input => (input, Axis: -1, Size: input.Length));
        return Solve(layout, sizes.ToList());
    }

    /// <summary>From the dimensions of the inputs, for tensors.</summary>
    public static IReadOnlyList<SymbolSource> FromDimensions(ModelLayout layout)
    {
        var sizes = layout.Inputs.SelectMany(input => input.Plan.Shape.Select((size, axis) => (input, axis, size)));
        return Solve(layout, sizes.ToList());
    }

    private static IReadOnlyList<SymbolSource> Solve(
        ModelLayout layout, IReadOnlyList<(PortLayout Input, int Axis, Dimension Size)> sizes)
    {
        var sources = new List<SymbolSource>();
        var open = layout.Plan.Symbols.Select(symbol => symbol.Name).ToList();
        while (open.Count > 0)
        {
            var source = open.Select(symbol => Find(symbol, open, sizes)).FirstOrDefault(found => found is not null)
                ?? SymbolSource.Parameter(open.LastOrDefault(symbol => symbol != layout.Chunk?.Name) ?? open[0]);
            sources.Add(source);
            open.Remove(source.Symbol);
        }

        return sources;
    }

    /// <summary>A size that is linear in the symbol and holds no other open one.</summary>
    private static SymbolSource? Find(
        string symbol, List<string> open, IReadOnlyList<(PortLayout Input, int Axis, Dimension Size)> sizes)
    {
        foreach (var (input, axis, size) in sizes)
        {
            if (size.Symbols.Intersect(open).SequenceEqual([symbol]) && size.TryGetLinear(symbol, out var slope, out var rest))
            {
                return new SymbolSource(symbol, input, axis, slope, rest);
            }
        }

        return null;
    }
}

/// <summary>Where a symbol's value comes from: <c>size = Slope * symbol + Rest</c>.</summary>
/// <param name="Symbol">The symbol.</param>
/// <param name="Input">The input whose size tells it; null for a parameter.</param>
/// <param name="Axis">The dimension that is the size; -1 for the length in elements.</param>
/// <param name="Slope">What the symbol is multiplied by.</param>
/// <param name="Rest">What is added.</param>
internal sealed record SymbolSource(string Symbol, PortLayout? Input, int Axis, Dimension Slope, Dimension Rest)
{
    public static SymbolSource Parameter(string symbol)
    {
        return new SymbolSource(symbol, null, -1, Dimension.One, Dimension.Zero);
    }
}
