using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;
using QuantGen.Compiler.Operators.Elementwise;
using QuantGen.Kernels;

namespace QuantGen.Compiler.Operators.Control;

/// <summary>
/// ONNX Identity (opset 1 to 21). On 8-bit tensors it goes from the input's scale and zero point to the output's: what a pair of QuantizeLinear
/// and DequantizeLinear does in a model that is quantized already.
/// </summary>
internal sealed class Identity : OperatorDefinition, ITableFunction
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

    public override IReadOnlyList<IntegerForm> IntegerForms => [IntegerForm.Table];

    public override IntegerForm IntegerFormOf(Node node)
    {
        return node.Input(0) is { Type: ElementType.Float32, IsConstant: false } ? IntegerForm.Table : IntegerForm.None;
    }

    public override bool KeepsRowsApart(Node node)
    {
        return true;
    }

    public byte[] Table(Node node, LoweringContext context)
    {
        return LookupTableBuilder.Rescale(context.Parameters(node.Input(0)), context.Parameters(node.Output));
    }

    public override void Lower(Node node, LoweringContext context)
    {
        if (context.IsInteger(node))
        {
            LowerToBytes(node, context);
            return;
        }

        context.Step(
            node,
            "Copy",
            $"{nameof(DataMovement)}.{nameof(DataMovement.Copy)}",
            ("input", context.ReadPlain(node.Input(0))),
            ("output", context.Define(node.Output, Form.NativePlain)));
    }

    private void LowerToBytes(Node node, LoweringContext context)
    {
        var input = context.Primary(node.Input(0));
        if (!input.Form.IsQuantized)
        {
            context.Quantize(input, node.Output);
            return;
        }

        var title = $"Rescale {node.Input(0).Name}";
        LookupTableBuilder.Apply(node, context, input, context.Define(node.Output, input.Form), title, Table(node, context));
    }
}
