namespace QuantGen.Compiler.Graph;

/// <summary>A graph held by an attribute (the branches of <c>If</c>), imported into its place when it is known to run.</summary>
/// <param name="Import">Appends the body's nodes to a list and returns the body's outputs, in order; names of the enclosing graphs are visible.</param>
internal sealed record Subgraph(Func<List<Node>, IReadOnlyList<Value>> Import);
