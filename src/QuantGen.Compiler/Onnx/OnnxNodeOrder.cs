using QuantGen.Compiler.Onnx.Proto;

namespace QuantGen.Compiler.Onnx;

/// <summary>Puts a graph's nodes in an order in which they can run; ONNX demands it of files, and not every exporter obeys.</summary>
internal static class OnnxNodeOrder
{
    /// <param name="graph">The graph.</param>
    /// <param name="scope">Names that are defined before any node runs.</param>
    /// <param name="invalid">Makes the exception for a graph with a cycle.</param>
    public static IReadOnlyList<NodeProto> Sort(GraphProto graph, ImportScope scope, Func<string, Exception> invalid)
    {
        var producers = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < graph.Node.Count; i++)
        {
            foreach (var output in graph.Node[i].Output.Where(output => output.Length > 0))
            {
                producers.TryAdd(output, i);
            }
        }

        var waitingFor = new int[graph.Node.Count];
        var readers = new List<int>[graph.Node.Count];
        for (var i = 0; i < graph.Node.Count; i++)
        {
            var dependencies = Dependencies(graph.Node[i]).Where(name => !scope.Contains(name) && producers.ContainsKey(name));
            foreach (var producer in dependencies.Select(name => producers[name]).Distinct())
            {
                (readers[producer] ??= []).Add(i);
                waitingFor[i]++;
            }
        }

        return Order(graph, waitingFor, readers, invalid);
    }

    private static List<NodeProto> Order(GraphProto graph, int[] waitingFor, List<int>?[] readers, Func<string, Exception> invalid)
    {
        // A priority queue by file position keeps a sorted file in its own order.
        var ready = new PriorityQueue<int, int>();
        for (var i = 0; i < waitingFor.Length; i++)
        {
            if (waitingFor[i] == 0)
            {
                ready.Enqueue(i, i);
            }
        }

        var order = new List<NodeProto>(waitingFor.Length);
        while (ready.TryDequeue(out var index, out _))
        {
            order.Add(graph.Node[index]);
            foreach (var reader in readers[index] ?? [])
            {
                if (--waitingFor[reader] == 0)
                {
                    ready.Enqueue(reader, reader);
                }
            }
        }

        return order.Count == waitingFor.Length ? order : throw invalid("the nodes form a cycle");
    }

    /// <summary>Names that a node reads, those that its subgraphs take from outside included.</summary>
    private static IEnumerable<string> Dependencies(NodeProto node)
    {
        var subgraphs = node.Attribute.Select(attribute => attribute.G).OfType<GraphProto>();
        return node.Input.Concat(subgraphs.SelectMany(graph => graph.Node.SelectMany(Dependencies)));
    }
}
