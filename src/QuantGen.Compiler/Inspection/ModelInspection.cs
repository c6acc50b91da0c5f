using System.Text.Json.Serialization;

namespace QuantGen.Compiler.Inspection;

/// <summary>What <see cref="ModelInspector"/> found in an ONNX file. Names and meaning of the members are those of <c>quantgen inspect --json</c>.</summary>
internal sealed record ModelInspection
{
    /// <summary>The path as it was given.</summary>
    public required string File { get; init; }

    /// <summary>Of the file and of its external data.</summary>
    public required long Bytes { get; init; }

    /// <summary>Version of the file format.</summary>
    public required long IrVersion { get; init; }

    /// <summary>The tool that wrote the file, and its version.</summary>
    public required string Producer { get; init; }

    /// <summary>Opset version by domain.</summary>
    public required IReadOnlyDictionary<string, long> Opsets { get; init; }

    /// <summary>How the model is quantized.</summary>
    public required QuantizationKind Kind { get; init; }

    /// <summary>The nodes that show it, in words; empty for a float model.</summary>
    public required IReadOnlyList<string> Evidence { get; init; }

    public required IReadOnlyList<InspectedPort> Inputs { get; init; }

    public required IReadOnlyList<InspectedPort> Outputs { get; init; }

    /// <summary>Elements of all stored tensors: initializers and what nodes hold, as <c>Constant</c> does.</summary>
    public required long Parameters { get; init; }

    /// <summary>
    /// Multiply-adds of convolutions and matrix products, open dimensions counted as 1; null when the model cannot be read whole, or when 1
    /// is too short for it.
    /// </summary>
    public required long? MultiplyAdds { get; init; }

    /// <summary>Whether QuantGen can read the model.</summary>
    public required bool Supported { get; init; }

    /// <summary>By operator, the most frequent first.</summary>
    public required IReadOnlyList<InspectedOperator> Operators { get; init; }

    /// <summary>What a user should know besides.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>Why the model cannot be read, as diagnostics in canonical form; empty when it can.</summary>
    public required IReadOnlyList<string> Diagnostics { get; init; }
}

/// <summary>An input or output.</summary>
/// <param name="Name">Its ONNX name.</param>
/// <param name="Type">The element type as ONNX writes it, such as <c>float32</c>.</param>
/// <param name="Shape">A number or a symbol for each dimension, <c>?</c> for one without a name; null when not even the rank is stated.</param>
internal sealed record InspectedPort(string Name, string Type, IReadOnlyList<string>? Shape);

/// <summary>How often an operator occurs, also in subgraphs, and what QuantGen does with it in static mode.</summary>
/// <param name="Domain">The ONNX domain; empty for ai.onnx.</param>
/// <param name="Type">The operator.</param>
/// <param name="Count">Nodes in all; the sum of the other numbers.</param>
/// <param name="Int8">Computed on 8-bit tensors.</param>
/// <param name="Table">A table of 256 entries on 8-bit tensors.</param>
/// <param name="Float">Computed in float.</param>
/// <param name="Folded">Computed at build time, or merged into a neighbour.</param>
/// <param name="Unsupported">QuantGen does not have the operator.</param>
/// <param name="Undecided">QuantGen has the operator; what becomes of it can be said only of a model that can be read whole.</param>
internal sealed record InspectedOperator(
    string Domain, string Type, int Count, int Int8, int Table, int Float, int Folded, int Unsupported, int Undecided);

/// <summary>How a model is quantized; docs/quantgen.md says by what one can tell.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<QuantizationKind>))]
internal enum QuantizationKind
{
    /// <summary>It is not.</summary>
    [JsonStringEnumMemberName("float")]
    Float,

    /// <summary>Float operators between DequantizeLinear and QuantizeLinear with fixed scales.</summary>
    [JsonStringEnumMemberName("static-qdq")]
    StaticQdq,

    /// <summary>Integer operators with fixed scales, such as QLinearConv.</summary>
    [JsonStringEnumMemberName("static-qoperator")]
    StaticQOperator,

    /// <summary>Scales of activations are computed while the model runs.</summary>
    [JsonStringEnumMemberName("dynamic")]
    Dynamic,

    /// <summary>Float activations, weights stored in fewer bits.</summary>
    [JsonStringEnumMemberName("weight-only")]
    WeightOnly,

    /// <summary>More than one of the others.</summary>
    [JsonStringEnumMemberName("mixed")]
    Mixed,
}
