using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;
using QuantGen.Kernels;

namespace QuantGen.Compiler.Operators.Control;

/// <summary>ONNX Identity (opset 1 to 21).</summary>
internal sealed class Identity : OperatorDefinition
{
    public override string Name => "Identity";

    public override void Infer(Node node)
    {
        var input = node.Input(0);
        node.SetOutput(0, input.Type, input.Dimensions);
        node.Output.SymbolicElements = input.KnownElements();
    }

    public override bool IsIdentity(Node node)
    {
        return true;
    }

    public override bool KeepsRowsApart(Node node)
    {
        return true;
    }

    public override void Lower(Node node, LoweringContext context)
    {
        context.Step(
            node,
            "Copy",
            $"{nameof(DataMovement)}.{nameof(DataMovement.Copy)}",
            ("input", context.ReadPlain(node.Input(0))),
            ("output", context.Define(node.Output, Form.NativePlain)));
    }
}
