using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;
using QuantGen.Compiler.Onnx;
using QuantGen.Kernels;

namespace QuantGen.Compiler.Operators.Elementwise;

/// <summary>ONNX Cast (opset 6 to 24) between numbers and booleans; to float16 or bfloat16 only at the model's outputs, see <see cref="NarrowFloats"/>.</summary>
internal sealed class Cast : OperatorDefinition
{
    public override string Name => "Cast";

    public override void Upgrade(UpgradeContext context)
    {
        context.Node.Attributes.Set("to", (long)OnnxElementTypes.Write(NarrowFloats.Computed(Target(context.Node))));
    }

    public override void Infer(Node node)
    {
        var (input, target) = (node.Input(0), Target(node));
        node.SetOutput(0, target, input.Dimensions);
        node.Output.SymbolicElements = target is ElementType.Int64 or ElementType.Int32
            && input.Type is ElementType.Int64 or ElementType.Int32 ? input.KnownElements() : null;
    }

    public override bool IsIdentity(Node node)
    {
        return node.Input(0).Type == node.Output.Type;
    }

    public override bool KeepsRowsApart(Node node)
    {
        return true;
    }

    public override void Lower(Node node, LoweringContext context)
    {
        context.Step(
            node,
            $"Cast to {node.Output.Type}",
            $"{nameof(Conversion)}.{Kernel(node)}",
            ("input", context.ReadPlain(node.Input(0))),
            ("output", context.Define(node.Output, Form.NativePlain)));
    }

    /// <summary>bfloat16 has no .NET type: its bits are those of uint16.</summary>
    private static string Kernel(Node node)
    {
        return node.Input(0).Type == ElementType.BFloat16 ? nameof(Conversion.FromBFloat16)
            : node.Output.Type == ElementType.BFloat16 ? nameof(Conversion.ToBFloat16)
            : nameof(Conversion.Cast);
    }

    private static ElementType Target(Node node)
    {
        var target = node.Attributes.Integer("to") ?? throw new InvalidNodeException("attribute 'to' is missing");
        return OnnxElementTypes.Read((int)Math.Clamp(target, int.MinValue, int.MaxValue))
            ?? throw new UnsupportedNodeException($"a cast to ONNX data type {target}");
    }
}
