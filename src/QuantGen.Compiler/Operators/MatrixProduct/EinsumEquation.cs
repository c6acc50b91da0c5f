using QuantGen.Compiler.Graph;
using QuantGen.Plan;

namespace QuantGen.Compiler.Operators.MatrixProduct;

/// <summary>An Einsum's equation, a character for each axis; those of an ellipsis are digits.</summary>
/// <param name="Operands">The axes of each operand.</param>
/// <param name="Output">The axes of the result.</param>
/// <param name="Lengths">The length of each axis.</param>
internal sealed record EinsumEquation(IReadOnlyList<string> Operands, string Output, IReadOnlyDictionary<char, Dimension> Lengths)
{
    private const string Ellipsis = "...";
    private const string EllipsisAxes = "0123456789";

    /// <exception cref="InvalidNodeException">The equation does not fit the operands.</exception>
    /// <exception cref="UnsupportedNodeException">A diagonal is taken.</exception>
    public static EinsumEquation Parse(Node node)
    {
        var text = node.Attributes.String("equation", "").Replace(" ", "", StringComparison.Ordinal);
        var sides = text.Split("->");
        var terms = sides[0].Split(',');
        if (sides.Length > 2 || terms.Length != node.Inputs.Count)
        {
            throw new InvalidNodeException($"'{text}' is no equation of {node.Inputs.Count} operands");
        }

        var lengths = new Dictionary<char, Dimension>();
        string[] operands = [.. terms.Select((term, i) => Labels(term, node.Input(i), lengths))];
        var used = string.Concat(operands);
        var ellipsis = string.Concat(used.Where(char.IsDigit).Distinct().Order());
        var output = sides.Length == 2
            ? sides[1].Replace(Ellipsis, ellipsis, StringComparison.Ordinal)
            : ellipsis + string.Concat(used.Where(label => !char.IsDigit(label) && used.Count(other => other == label) == 1).Order());
        return output.Distinct().Count() == output.Length && output.All(lengths.ContainsKey)
            ? new EinsumEquation(operands, output, lengths)
            : throw new InvalidNodeException($"'{text}' has a result that names an axis twice or one that no operand has");
    }

    private static string Labels(string term, Value operand, Dictionary<char, Dimension> lengths)
    {
        var open = operand.Rank - term.Replace(Ellipsis, "", StringComparison.Ordinal).Length;
        if (open < 0 || open > EllipsisAxes.Length || (open > 0 && !term.Contains(Ellipsis, StringComparison.Ordinal)))
        {
            throw new InvalidNodeException($"'{term}' does not name the axes of {Shapes.Print(operand.Dimensions)}");
        }

        // The axes of ellipses are counted from the end, as broadcasting has it.
        var labels = term.Replace(Ellipsis, EllipsisAxes[^open..], StringComparison.Ordinal);
        if (labels.Distinct().Count() != labels.Length)
        {
            throw new UnsupportedNodeException($"'{term}' takes a diagonal");
        }

        foreach (var (label, length) in labels.Zip(operand.Dimensions))
        {
            if (!lengths.TryAdd(label, length) && !lengths[label].Equals(length))
            {
                throw length.IsConstant && lengths[label].IsConstant && length.Value != 1 && lengths[label].Value != 1
                    ? new InvalidNodeException($"axis '{label}' has lengths {lengths[label]} and {length}")
                    : new UnsupportedNodeException($"axis '{label}' has lengths '{lengths[label]}' and '{length}'");
            }
        }

        return labels;
    }
}
