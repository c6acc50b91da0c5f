using QuantGen.Compiler.Graph;
using QuantGen.Plan;

namespace QuantGen.Compiler.Operators;

/// <summary>Rules of shapes and types that many operators share.</summary>
internal static class Shapes
{
    /// <summary>Sets type and shape of an output; an output that the node leaves out is skipped.</summary>
    public static void SetOutput(this Node node, int index, ElementType type, IEnumerable<Dimension> shape)
    {
        if (index < node.Outputs.Count && node.Outputs[index] is { } output)
        {
            output.Type = type;
            output.Shape = [.. shape];
        }
    }

    /// <summary>Refuses inputs of element types that the operator's kernels do not take.</summary>
    /// <exception cref="UnsupportedNodeException">An input has another type.</exception>
    public static void RequireTypes(this Node node, params ReadOnlySpan<ElementType> supported)
    {
        foreach (var input in node.Inputs.OfType<Value>())
        {
            if (!supported.Contains(input.Type))
            {
                throw new UnsupportedNodeException($"its input '{input.Name}' is {PlanElementTypes.Name(input.Type)}");
            }
        }
    }

    /// <summary>Whether a tensor is more than an array can hold, even where every open length is 1.</summary>
    public static bool IsTooLarge(IReadOnlyList<Dimension> dimensions, ElementType type)
    {
        long[] sizes = [.. dimensions.Select(dimension => dimension.Value ?? 1)];
        var left = (long)Array.MaxLength / type.Size();
        foreach (var size in sizes.Contains(0) ? [] : sizes)
        {
            left /= size;
        }

        return left == 0;
    }

    /// <summary>Refuses one input of an element type that the operator's kernels do not take.</summary>
    /// <exception cref="UnsupportedNodeException">It has another type.</exception>
    public static void RequireInputType(this Node node, int index, ElementType supported)
    {
        if (node.Input(index) is { } input && input.Type != supported)
        {
            throw new UnsupportedNodeException($"its input '{input.Name}' is {PlanElementTypes.Name(input.Type)}");
        }
    }

    /// <summary>The elements of an input of integers that must be known at build time, such as a shape; they may hold symbols.</summary>
    /// <exception cref="UnsupportedNodeException">They are not known.</exception>
    public static IReadOnlyList<Dimension> KnownDimensions(this Node node, int index)
    {
        return node.Input(index).KnownElements() ?? throw Unknown(node, index);
    }

    /// <summary>The elements of an input of integers that must be numbers at build time, such as axes.</summary>
    /// <exception cref="UnsupportedNodeException">They are not known, or hold a symbol.</exception>
    public static long[] KnownIntegers(this Node node, int index)
    {
        return [.. node.KnownDimensions(index).Select(element => element.Value ?? throw Unknown(node, index))];
    }

    private static UnsupportedNodeException Unknown(Node node, int index)
    {
        return new UnsupportedNodeException($"input {index} ('{node.Input(index).Name}') must be integers that are known at build time");
    }

    /// <summary>An axis counted from the end made one counted from the start.</summary>
    /// <exception cref="InvalidNodeException">It lies outside the rank.</exception>
    public static int Axis(long axis, int rank)
    {
        return axis >= -rank && axis < rank
            ? (int)(axis < 0 ? axis + rank : axis)
            : throw new InvalidNodeException($"axis {axis} lies outside a tensor of rank {rank}");
    }

    /// <summary>Axes made non-negative, sorted, each once.</summary>
    /// <exception cref="InvalidNodeException">One lies outside the rank, or is named twice.</exception>
    public static int[] Axes(IEnumerable<long> axes, int rank)
    {
        var result = axes.Select(axis => Axis(axis, rank)).Order().ToArray();
        return result.Distinct().Count() == result.Length ? result : throw new InvalidNodeException("an axis is named twice");
    }

    /// <summary>The shape of an element-wise result (ONNX multidirectional broadcasting).</summary>
    /// <remarks>Open lengths that differ in writing are taken to be equal: an axis of length 1 that is repeated has that length in the model.</remarks>
    /// <param name="left">A shape.</param>
    /// <param name="right">The other.</param>
    /// <param name="require">Is told of each pair of lengths that is taken to be equal.</param>
    /// <exception cref="InvalidNodeException">The shapes do not fit.</exception>
    public static Dimension[] Broadcast(
        IReadOnlyList<Dimension> left, IReadOnlyList<Dimension> right, Action<Dimension, Dimension>? require = null)
    {
        var rank = Math.Max(left.Count, right.Count);
        var result = new Dimension[rank];
        for (var i = 0; i < rank; i++)
        {
            var a = i < rank - left.Count ? Dimension.One : left[i - (rank - left.Count)];
            var b = i < rank - right.Count ? Dimension.One : right[i - (rank - right.Count)];
            result[i] = a.Equals(b) || b.Value == 1 ? a
                : a.Value == 1 ? b
                : (a - b).IsConstant ? throw new InvalidNodeException($"shapes {Print(left)} and {Print(right)} do not broadcast")
                : Same(a, b);
        }

        return result;

        Dimension Same(Dimension a, Dimension b)
        {
            if (IsOpenVector(left, right))
            {
                return OneOr(b, a);
            }

            if (IsOpenVector(right, left))
            {
                return OneOr(a, b);
            }

            require?.Invoke(a, b);
            return Simpler(a, b);
        }

        Dimension OneOr(Dimension whole, Dimension vector)
        {
            require?.Invoke((vector - 1) * (whole - vector), 0);
            return whole;
        }
    }

    /// <summary>
    /// Whether a broadcast operand is a vector of an open length beside an operand of higher rank: scales per channel or one for all, which only a run
    /// tells apart. Elsewhere two open lengths that broadcast are taken to be equal.
    /// </summary>
    public static bool IsOpenVector(IReadOnlyList<Dimension> vector, IReadOnlyList<Dimension> other)
    {
        return vector.Count == 1 && other.Count > 1 && vector[0].SymbolName is not null && !other[^1].IsConstant && !other[^1].Equals(vector[0]);
    }

    /// <summary>Of two ways to write one length the one that says more: a number, else a symbol, else the shorter expression.</summary>
    public static Dimension Simpler(Dimension left, Dimension right)
    {
        return Rank(right) < Rank(left) ? right : left;

        static int Rank(Dimension dimension)
        {
            return dimension.IsConstant ? 0 : dimension.SymbolName is not null ? 1 : 1 + dimension.ToString().Length;
        }
    }

    /// <summary>The product of a range of dimensions.</summary>
    public static Dimension Product(IEnumerable<Dimension> dimensions)
    {
        return dimensions.Aggregate(Dimension.One, (product, dimension) => product * dimension);
    }

    /// <summary>The sum of dimensions.</summary>
    public static Dimension Sum(IEnumerable<Dimension> dimensions)
    {
        return dimensions.Aggregate(Dimension.Zero, (sum, dimension) => sum + dimension);
    }

    /// <summary>A dimension that must be known at build time.</summary>
    /// <exception cref="UnsupportedNodeException">It holds a symbol.</exception>
    public static int Constant(Dimension dimension, string what)
    {
        return dimension.Value is { } value
            ? checked((int)value)
            : throw new UnsupportedNodeException($"{what} must be known at build time and is '{dimension}'");
    }

    public static string Print(IEnumerable<Dimension> shape)
    {
        return $"[{string.Join(", ", shape)}]";
    }
}
