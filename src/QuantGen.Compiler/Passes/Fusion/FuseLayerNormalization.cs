using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Operators;
using QuantGen.Plan;

namespace QuantGen.Compiler.Passes.Fusion;

/// <summary>
/// Makes one LayerNormalization of the nodes that exporters write for it before opset 17: <c>(x - mean) / sqrt(variance + epsilon)</c> in its
/// variants, times a scale and plus a bias where these follow.
/// </summary>
internal static class FuseLayerNormalization
{
    public static void Run(ModelGraph graph)
    {
        var consumers = graph.Consumers();
        foreach (var node in graph.Nodes.ToArray())
        {
            if (graph.Nodes.Contains(node) && (FindFolded(node) ?? Find(node)) is { } match)
            {
                match = Extend(graph, consumers, match);
                graph.Nodes[graph.Nodes.IndexOf(match.Last)] = Create(graph, match);
                graph.RemoveUnused();
                consumers = graph.Consumers();
            }
        }
    }

    /// <summary><c>centred / deviation</c>, <c>centred * (1 / deviation)</c> or <c>centred * (1 / deviation * scale)</c>.</summary>
    private static Match? Find(Node node)
    {
        if (node.OperatorType is not ("Mul" or "Div"))
        {
            return null;
        }

        foreach (var (centred, factor) in node.OperatorType == "Div" ? [(node.Input(0), node.Input(1))] : node.InBothOrders())
        {
            if (centred.ProducedBy("Sub") is not { } sub || RowStatistics.Of(sub.Input(1)) is not { } rows || !rows.IsCentred(centred)
                || !node.Output.Dimensions.SequenceEqual(rows.Tensor.Dimensions))
            {
                continue;
            }

            if (node.OperatorType == "Div")
            {
                return rows.DeviationEpsilon(factor) is { } epsilon ? new Match(node, rows, epsilon, null, null) : null;
            }

            if (FindFactor(rows, factor) is { } found)
            {
                return new Match(node, rows, found.Epsilon, found.Scale, null);
            }
        }

        return null;
    }

    /// <summary><c>x * factor + (bias - mean * factor)</c> with <c>factor = 1 / deviation * scale</c>.</summary>
    private static Match? FindFolded(Node node)
    {
        if (node.OperatorType != "Add")
        {
            return null;
        }

        foreach (var (scaled, offset) in node.InBothOrders())
        {
            if (scaled.ProducedBy("Mul") is not { } product || offset.ProducedBy("Sub") is not { } sub
                || sub.Input(0).Constant is not { } bias || sub.Input(1).ProducedBy("Mul") is not { } shift)
            {
                continue;
            }

            foreach (var (x, factor) in product.InBothOrders())
            {
                if (shift.Other(factor) is { } mean && RowStatistics.Of(mean) is { } rows && rows.Tensor == x && rows.IsMean(mean)
                    && FindFactor(rows, factor) is { } found && IsParameter(bias, rows) && node.Output.Dimensions.SequenceEqual(x.Dimensions))
                {
                    return new Match(node, rows, found.Epsilon, found.Scale, bias);
                }
            }
        }

        return null;
    }

    private static (float Epsilon, TensorData? Scale)? FindFactor(RowStatistics rows, Value factor)
    {
        if (rows.ReciprocalEpsilon(factor) is { } plain)
        {
            return (plain, null);
        }

        if (factor.ProducedBy("Mul") is { } node)
        {
            foreach (var (reciprocal, scale) in node.InBothOrders())
            {
                if (scale.Constant is { } constant && IsParameter(constant, rows) && rows.ReciprocalEpsilon(reciprocal) is { } epsilon)
                {
                    return (epsilon, constant);
                }
            }
        }

        return null;
    }

    /// <summary>Takes in the scale and the bias that follow.</summary>
    private static Match Extend(ModelGraph graph, Dictionary<Value, List<Node>> consumers, Match match)
    {
        if (match is { Scale: null, Bias: null } && Next("Mul", match) is var (multiply, scale))
        {
            match = match with { Last = multiply, Scale = scale };
        }

        if (match.Bias is null && Next("Add", match) is var (add, bias))
        {
            match = match with { Last = add, Bias = bias };
        }

        return match;

        (Node Node, TensorData Parameter)? Next(string operatorType, Match current)
        {
            return GraphEdit.OnlyConsumer(graph, consumers, current.Last.Output) is { } next
                && next.OperatorType == operatorType
                && next.Other(current.Last.Output)?.Constant is { } constant
                && IsParameter(constant, current.Rows)
                ? (next, constant)
                : null;
        }
    }

    /// <summary>Whether a constant has one float for each element of a row.</summary>
    private static bool IsParameter(TensorData constant, RowStatistics rows)
    {
        Dimension[] row = [.. rows.Tensor.Dimensions.Skip(rows.Axis)];
        Dimension[] aligned = [.. constant.Dimensions.Select(dimension => Dimension.Constant(dimension))];
        return constant.Type == ElementType.Float32
            && aligned.Length >= row.Length
            && aligned.Length <= rows.Tensor.Rank
            && aligned.TakeLast(row.Length).SequenceEqual(row)
            && aligned.SkipLast(row.Length).All(dimension => dimension.Value == 1);
    }

    private static Node Create(ModelGraph graph, Match match)
    {
        int[] shape = [.. match.Rows.Tensor.Dimensions.Skip(match.Rows.Axis).Select(dimension => Shapes.Constant(dimension, "the length of a row"))];
        var ones = new float[shape.Aggregate(1, (product, dimension) => product * dimension)];
        Array.Fill(ones, 1);
        var scale = match.Scale?.ToFloat32() ?? ones;
        var name = match.Last.Name;
        return Expansion.Node(
            "LayerNormalization",
            name,
            [
                match.Rows.Tensor,
                Value.FromConstant(graph.UniqueName($"{name}.scale"), TensorData.Create<float>(shape, scale)),
                match.Bias is null ? null : Value.FromConstant(graph.UniqueName($"{name}.bias"), TensorData.Create<float>(shape, match.Bias.ToFloat32())),
            ],
            match.Last.Output,
            ("axis", (long)match.Rows.Axis),
            ("epsilon", match.Epsilon));
    }

    /// <param name="Last">The node whose output the normalization gives.</param>
    /// <param name="Rows">What is normalized.</param>
    /// <param name="Epsilon">Added to the variance.</param>
    /// <param name="Scale">What the rows are multiplied by; null for 1.</param>
    /// <param name="Bias">What is added; null for nothing.</param>
    private sealed record Match(Node Last, RowStatistics Rows, float Epsilon, TensorData? Scale, TensorData? Bias);
}
