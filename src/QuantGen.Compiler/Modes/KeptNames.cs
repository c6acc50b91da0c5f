using QuantGen.Compiler.Diagnostics;
using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Quantization;

namespace QuantGen.Compiler.Modes;

/// <summary>The nodes and operators that a request keeps in float.</summary>
internal static class KeptNames
{
    /// <summary>A name with a typing error in it would keep nothing in float, and nobody would notice: a warning for each.</summary>
    public static IEnumerable<Diagnostic> Check(ModelGraph graph, CompileRequest request)
    {
        var options = request.Options;
        var nodes = graph.Nodes.SelectMany(NamesOf).ToHashSet(StringComparer.Ordinal);
        var operators = graph.Nodes.SelectMany(node => new[] { node.OperatorType, node.SourceType }).ToHashSet(StringComparer.Ordinal);
        return Unknown(options.KeepFloatNodes, nameof(options.KeepFloatNodes), "node", nodes)
            .Concat(Unknown(options.KeepFloatOperators, nameof(options.KeepFloatOperators), "operator", operators));

        IEnumerable<Diagnostic> Unknown(IReadOnlyList<string> names, string property, string what, HashSet<string> known)
        {
            return names.Where(name => !known.Contains(name))
                .Select(name => DiagnosticCatalog.KeptNameUnknown(request.Declaration, property, name, what, known));
        }
    }

    /// <summary>Whether the request names a node, or its operator, to stay in float.</summary>
    public static bool Contain(QuantizationOptions options, Node node)
    {
        return options.KeepFloatNodes.Intersect(NamesOf(node)).Any()
            || options.KeepFloatOperators.Contains(node.OperatorType)
            || options.KeepFloatOperators.Contains(node.SourceType);
    }

    /// <summary>Its own name, and those of its results: reports know a layer by what it computes.</summary>
    private static IEnumerable<string> NamesOf(Node node)
    {
        return node.Outputs.OfType<Value>().Select(output => output.Name).Prepend(node.Name);
    }
}
