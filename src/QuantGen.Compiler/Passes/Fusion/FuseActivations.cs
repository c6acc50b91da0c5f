using QuantGen.Compiler.Graph;

namespace QuantGen.Compiler.Passes.Fusion;

/// <summary>
/// Makes one node of an activation that the exporter wrote with several: Gelu, Swish, HardSwish, HardSigmoid, Mish. In float that saves passes over
/// memory; in 8 bits it is one table instead of a rounding after each of the nodes.
/// </summary>
internal static class FuseActivations
{
    /// <summary>Nodes between the function and the result; there are at most four.</summary>
    private const int LongestTail = 6;

    public static void Run(ModelGraph graph)
    {
        var consumers = graph.Consumers();
        foreach (var node in graph.Nodes.ToArray())
        {
            if (graph.Nodes.Contains(node) && Find(graph, consumers, node) is { } match)
            {
                var index = graph.Nodes.IndexOf(match.Last);
                graph.Nodes[index] = match.Fused;
                graph.RemoveUnused();
                consumers = graph.Consumers();
            }
        }
    }

    /// <summary>The longest activation around a function, and the node that computes all of it.</summary>
    private static (Node Last, Node Fused)? Find(ModelGraph graph, Dictionary<Value, List<Node>> consumers, Node function)
    {
        foreach (var pattern in ActivationPattern.All)
        {
            if (pattern.Function(function) is not { IsConstant: false } argument)
            {
                continue;
            }

            foreach (var x in Variables(argument))
            {
                if (Polynomial.Of(argument, x) is { } polynomial && pattern.Argument(polynomial)
                    && FindLast(graph, consumers, function, x, pattern) is { } last)
                {
                    return (last, pattern.Create(last.Name, x, polynomial, last.Output));
                }
            }
        }

        return null;
    }

    /// <summary>What the argument may be a polynomial in: itself, and what it is computed from.</summary>
    private static HashSet<Value> Variables(Value argument)
    {
        var found = new HashSet<Value> { argument };
        var open = new Queue<Value>(found);
        while (open.TryDequeue(out var value))
        {
            if (value.Producer is { OperatorType: "Add" or "Sub" or "Mul" or "Div" or "Pow" or "Neg" } node)
            {
                foreach (var input in node.Inputs.OfType<Value>().Where(input => !input.IsConstant && found.Count < 16 && found.Add(input)))
                {
                    open.Enqueue(input);
                }
            }
        }

        return found;
    }

    /// <summary>Follows the function's result, as <c>offset + factor * f</c>, to where it is what the pattern wants.</summary>
    private static Node? FindLast(ModelGraph graph, Dictionary<Value, List<Node>> consumers, Node function, Value x, ActivationPattern pattern)
    {
        var (node, offset, factor) = (function, new Polynomial(), new Polynomial(1));
        Node? last = null;
        for (var step = 0; step < LongestTail; step++)
        {
            if (offset.Is(pattern.Offset) && factor.Is(pattern.Factor) && node.Output.Dimensions.SequenceEqual(x.Dimensions))
            {
                last = node;
            }

            if (GraphEdit.OnlyConsumer(graph, consumers, node.Output) is not { } next
                || next.Other(node.Output) is not { } other
                || Polynomial.Of(other, x) is not { } operand
                || Apply(next, node.Output, operand, offset, factor) is not { } result)
            {
                break;
            }

            (node, offset, factor) = (next, result.Offset, result.Factor);
        }

        return last;
    }

    private static (Polynomial Offset, Polynomial Factor)? Apply(Node node, Value value, Polynomial operand, Polynomial offset, Polynomial factor)
    {
        switch (node.OperatorType)
        {
            case "Add":
                return (offset + operand, factor);
            case "Sub" when node.Input(0) == value:
                return (offset + (operand * -1), factor);
            case "Mul":
                return Polynomial.Product(offset, operand) is { } a && Polynomial.Product(factor, operand) is { } b ? (a, b) : null;
            case "Div" when node.Input(0) == value && operand[0] != 0 && operand.Is(operand[0]):
                return (offset * (1 / operand[0]), factor * (1 / operand[0]));
            default:
                return null;
        }
    }
}
