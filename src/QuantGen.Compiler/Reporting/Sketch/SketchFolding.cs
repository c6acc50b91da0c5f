namespace QuantGen.Compiler.Reporting.Sketch;

/// <summary>Makes the sketch of a deep model one that a person would draw: what lies between two points that everything passes is one box.</summary>
internal static class SketchFolding
{
    /// <summary>A sketch of this many boxes is still looked at as a whole.</summary>
    private const int MostBoxes = 60;

    /// <summary>So many operators are named in a folded box.</summary>
    private const int MostNames = 3;

    /// <summary>Folds chains, and where that is not enough, whole blocks with their branches.</summary>
    public static SketchGraph Fold(SketchGraph graph)
    {
        if (graph.Nodes.Count <= MostBoxes)
        {
            return graph;
        }

        var chains = Merge(graph, Chains(graph));
        return chains.Nodes.Count <= MostBoxes ? chains : Merge(chains, Blocks(chains));
    }

    /// <summary>For each box the number of its group: boxes in a row that compute alike, each with one line in and one out.</summary>
    private static int[] Chains(SketchGraph graph)
    {
        var incoming = graph.Edges.ToLookup(edge => edge.To, edge => edge.From);
        var outgoing = graph.Edges.ToLookup(edge => edge.From, edge => edge.To);
        var groups = new int[graph.Nodes.Count];
        for (var i = 0; i < groups.Length; i++)
        {
            var before = incoming[i].Count() == 1 ? incoming[i].Single() : -1;
            groups[i] = before >= 0 && IsInner(i) && IsInner(before) && graph.Nodes[i].Kind == graph.Nodes[before].Kind ? groups[before] : i;
        }

        return groups;

        bool IsInner(int node)
        {
            return graph.Nodes[node].Kind != SketchKind.Port && incoming[node].Count() == 1 && outgoing[node].Count() == 1;
        }
    }

    /// <summary>For each box the number of its group: what lies between two boxes that every path passes.</summary>
    private static int[] Blocks(SketchGraph graph)
    {
        var groups = new int[graph.Nodes.Count];
        var (reach, start) = (0, 0);
        var farthest = graph.Edges.GroupBy(edge => edge.From).ToDictionary(edges => edges.Key, edges => edges.Max(edge => edge.To));
        for (var i = 0; i < groups.Length; i++)
        {
            // No line passes this box by: it is where a block ends and the next begins.
            var isCut = reach <= i || graph.Nodes[i].Kind == SketchKind.Port;
            groups[i] = isCut ? i : start;
            start = isCut ? i + 1 : start;
            reach = Math.Max(reach, farthest.GetValueOrDefault(i, i));
        }

        return groups;
    }

    private static SketchGraph Merge(SketchGraph graph, int[] groups)
    {
        var members = Enumerable.Range(0, groups.Length).GroupBy(node => groups[node]).ToArray();
        var index = members.Index().ToDictionary(group => group.Item.Key, group => group.Index);
        var edges = graph.Edges.Select(edge => (From: index[groups[edge.From]], To: index[groups[edge.To]]))
            .Where(edge => edge.From != edge.To).Distinct();
        return new SketchGraph([.. members.Select(group => Merge([.. group.Select(node => graph.Nodes[node])]))], [.. edges]);
    }

    private static SketchNode Merge(SketchNode[] nodes)
    {
        if (nodes.Length == 1)
        {
            return nodes[0];
        }

        string[] operators = [.. nodes.SelectMany(node => node.Operators)];
        var counts = operators.CountBy(name => name).OrderByDescending(pair => pair.Value).ToArray();
        var names = counts.Take(MostNames).Select(pair => pair.Value == 1 ? pair.Key : $"{pair.Value} {pair.Key}");
        return new SketchNode(
            $"{operators.Length} nodes",
            string.Join(", ", names) + (counts.Length > MostNames ? ", …" : ""),
            string.Join('\n', nodes.Select(node => node.Title)),
            nodes.GroupBy(node => node.Kind).MaxBy(group => group.Sum(node => node.Operators.Count))!.Key,
            nodes.Min(node => node.SqnrDb),
            operators);
    }
}
