namespace QuantGen.Compiler.Reporting.Sketch;

/// <summary>How a node of the sketch computes.</summary>
internal enum SketchKind
{
    /// <summary>An input or output of the model.</summary>
    Port,

    /// <summary>In float.</summary>
    Float,

    /// <summary>On 8-bit tensors.</summary>
    Integer,

    /// <summary>By a table of 256 entries.</summary>
    Table,

    /// <summary>On float activations with quantized weights, or with activations that are quantized while running.</summary>
    QuantizedWeights,
}

/// <summary>A box of the sketch.</summary>
/// <param name="Label">What it does: an operator, or a port's name.</param>
/// <param name="Detail">The shape of its result, or what a folded box holds.</param>
/// <param name="Title">The node's ONNX name, for those who look closer.</param>
/// <param name="Kind">How it computes; of a folded box, how most of it does.</param>
/// <param name="SqnrDb">Of its result; null where that was not measured.</param>
/// <param name="Operators">The operators of the nodes that it stands for; none for a port.</param>
internal sealed record SketchNode(
    string Label, string Detail, string Title, SketchKind Kind, double? SqnrDb, IReadOnlyList<string> Operators);

/// <summary>Boxes in an order in which they can run, and the lines between them as pairs of indices, from a lower one to a higher one.</summary>
internal sealed record SketchGraph(IReadOnlyList<SketchNode> Nodes, IReadOnlyList<(int From, int To)> Edges);
