using QuantGen.Compiler.Onnx;
using QuantGen.Compiler.Onnx.Proto;

namespace QuantGen.Compiler.Inspection;

/// <summary>A node as the file has it: of any operator, known or not.</summary>
internal sealed class InspectedNode(NodeProto proto)
{
    /// <summary>The operator.</summary>
    public string Type { get; } = proto.OpType;

    /// <summary>Its domain; empty for ai.onnx.</summary>
    public string Domain { get; } = OnnxModelReader.IsOnnx(proto.Domain) ? "" : proto.Domain;

    /// <summary>The name that the importer gives the node when it is not taken yet.</summary>
    public string Name { get; } =
        proto.Name.Length > 0 ? proto.Name : proto.Output.FirstOrDefault(output => output.Length > 0) ?? proto.OpType;

    /// <summary>Names; empty where an optional input is left out.</summary>
    public IReadOnlyList<string> Inputs { get; } = proto.Input;

    public IReadOnlyList<string> Outputs { get; } = proto.Output;

    public IReadOnlyList<AttributeProto> Attributes { get; } = proto.Attribute;

    /// <summary>An input, or an empty name.</summary>
    public string Input(int index)
    {
        return index < Inputs.Count ? Inputs[index] : "";
    }
}
