using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;
using QuantGen.Compiler.Onnx;
using QuantGen.Kernels;

namespace QuantGen.Compiler.Operators.Elementwise;

/// <summary>ONNX Cast (opset 6 to 21) between numbers and booleans.</summary>
internal sealed class Cast : OperatorDefinition
{
    public override string Name => "Cast";

    public override void Infer(Node node)
    {
        var (input, target) = (node.Input(0), Target(node));
        if (target != input.Type && (target == ElementType.BFloat16 || input.Type == ElementType.BFloat16))
        {
            throw new UnsupportedNodeException("a cast from or to bfloat16");
        }

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
            $"{nameof(Conversion)}.{nameof(Conversion.Cast)}",
            ("input", context.ReadPlain(node.Input(0))),
            ("output", context.Define(node.Output, Form.NativePlain)));
    }

    private static ElementType Target(Node node)
    {
        var target = node.Attributes.Integer("to") ?? throw new InvalidNodeException("attribute 'to' is missing");
        return OnnxElementTypes.Read((int)Math.Clamp(target, int.MinValue, int.MaxValue))
            ?? throw new UnsupportedNodeException($"a cast to ONNX data type {target}");
    }
}
