using QuantGen.Compiler.Diagnostics;
using QuantGen.Compiler.Onnx.Proto;

namespace QuantGen.Compiler.Onnx;

/// <summary>How large a model may be. No model that anyone trains comes near; the C# for one that did would take hours to compile.</summary>
internal static class ModelLimits
{
    /// <summary>Nodes, those of branches included.</summary>
    public const int Nodes = 1 << 16;

    /// <summary>Inputs, and outputs: each is a parameter of the generated methods.</summary>
    public const int Ports = 1 << 10;

    /// <exception cref="CompilationException">There are more.</exception>
    public static void CheckNodes(string file, GraphProto graph)
    {
        Check(file, CountNodes(graph), Nodes, "nodes");
    }

    /// <exception cref="CompilationException">There are more.</exception>
    public static void CheckPorts(string file, int inputs, int outputs)
    {
        Check(file, inputs, Ports, "inputs");
        Check(file, outputs, Ports, "outputs");
    }

    private static void Check(string file, int count, int limit, string what)
    {
        if (count > limit)
        {
            throw new CompilationException(DiagnosticCatalog.ModelTooLarge(file, $"it has {count} {what}, and up to {limit} are compiled"));
        }
    }

    private static int CountNodes(GraphProto graph)
    {
        return graph.Node.Count + graph.Node.SelectMany(node => node.Attribute).Select(attribute => attribute.G).OfType<GraphProto>().Sum(CountNodes);
    }
}
