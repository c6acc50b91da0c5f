using QuantGen.Compiler.Diagnostics;
using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Operators;

namespace QuantGen.Compiler.Passes;

/// <summary>
/// Walks the graph once, in order: replaces nodes that stand for others (an <c>If</c> on a constant, a Gemm), infers types and shapes, and
/// computes what depends on constants alone.
/// </summary>
internal static class ShapeInference
{
    /// <exception cref="CompilationException">Nodes are invalid or not supported; every unsupported one is named.</exception>
    public static void Run(ModelGraph graph)
    {
        var walk = new Walk(graph);
        foreach (var node in graph.Nodes)
        {
            walk.Visit(node);
        }

        if (walk.Unsupported.Count > 0)
        {
            throw new CompilationException(walk.Unsupported);
        }

        graph.Nodes = walk.Result;
        Unification.Run(graph);
    }

    private sealed class Walk(ModelGraph graph)
    {
        private const int ExpansionLimit = 64;

        /// <summary>As many axes as ONNX Runtime and NumPy work with; kernels walk over them by recursion.</summary>
        private const int MaxRank = 32;

        private readonly HashSet<Value> _unknown = [];
        private int _depth;

        public List<Node> Result { get; } = [];

        public List<Diagnostic> Unsupported { get; } = [];

        public void Visit(Node node)
        {
            // What follows an unsupported node cannot be judged; its own diagnostic would only repeat the first one.
            if (node.Inputs.OfType<Value>().Any(_unknown.Contains))
            {
                _unknown.UnionWith(node.Outputs.OfType<Value>());
                return;
            }

            try
            {
                NodeDiagnostics.Attribute(graph.File, node, () => Infer(node));
            }
            catch (CompilationException exception) when (exception.Diagnostics.All(diagnostic => diagnostic.Id == DiagnosticCatalog.UnsupportedOperatorId))
            {
                Unsupported.AddRange(exception.Diagnostics);
                _unknown.UnionWith(node.Outputs.OfType<Value>());
            }
        }

        private void Infer(Node node)
        {
            if (node.Definition.Expand(node, graph.UniqueName) is { } replacement)
            {
                graph.Requirements.AddRange(node.Requirements);
                Expand(node, replacement);
                return;
            }

            node.Requirements.Clear();
            node.Definition.Infer(node);
            graph.Requirements.AddRange(node.Requirements);
            CheckSizes(node);
            ConstantFolding.TryFold(graph, node);

            // Shape arithmetic is done here: who still reads its result as data gets it from the lowering.
            if (!node.Outputs.OfType<Value>().All(output => output.IsConstant || output.SymbolicElements is not null))
            {
                Result.Add(node);
            }
        }

        private void Expand(Node node, IReadOnlyList<Node> replacement)
        {
            if (_depth == ExpansionLimit)
            {
                throw new InvalidNodeException($"it nests deeper than {ExpansionLimit} levels");
            }

            _depth++;
            foreach (var part in replacement)
            {
                // The part that does the node's work has its name; a user knows it by its type too.
                part.SourceType = part.Name == node.Name ? node.SourceType : part.SourceType;
                Visit(part);
            }

            _depth--;
        }

        /// <summary>A shape that no array can hold is caught here, before anything multiplies with it.</summary>
        private static void CheckSizes(Node node)
        {
            foreach (var output in node.Outputs.OfType<Value>())
            {
                if (output.Shape is null)
                {
                    throw new InvalidNodeException($"its operator has no output '{output.Name}'");
                }

                if (output.Rank > MaxRank)
                {
                    throw new UnsupportedNodeException($"its result has {output.Rank} axes, more than {MaxRank}");
                }

                if (output.Dimensions.Any(dimension => dimension.Value < 0) || Shapes.IsTooLarge(output.Dimensions, output.Type))
                {
                    throw new InvalidNodeException($"its result of shape [{string.Join(", ", output.Dimensions)}] is negative or too large");
                }
            }
        }
    }
}
