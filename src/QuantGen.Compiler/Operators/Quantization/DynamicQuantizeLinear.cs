using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;
using QuantGen.Kernels;

namespace QuantGen.Compiler.Operators.Quantization;

/// <summary>ONNX DynamicQuantizeLinear (opset 11): uint8 over the range of the tensor's values; gives scale and zero point too.</summary>
internal sealed class DynamicQuantizeLinear : OperatorDefinition, IQuantizedOperator
{
    public override string Name => "DynamicQuantizeLinear";

    public override void Infer(Node node)
    {
        node.RequireTypes(ElementType.Float32);
        node.SetOutput(0, ElementType.UInt8, node.Input(0).Dimensions);
        node.SetOutput(1, ElementType.Float32, []);
        node.SetOutput(2, ElementType.UInt8, []);
    }

    public override void Lower(Node node, LoweringContext context)
    {
        context.Step(
            node,
            "DynamicQuantizeLinear",
            $"{nameof(LinearQuantization)}.{nameof(LinearQuantization.DynamicQuantize)}",
            ("input", context.ReadPlain(node.Input(0))),
            ("output", context.Define(node.Output, Form.NativePlain)),
            ("scale", Result(node, context, 1, ElementType.Float32)),
            ("zeroPoint", Result(node, context, 2, ElementType.UInt8)));
    }

    private static Operand Result(Node node, LoweringContext context, int index, ElementType type)
    {
        return index < node.Outputs.Count && node.Outputs[index] is { } output
            ? context.Define(output, Form.NativePlain)
            : context.Scratch($"{node.Name}_{index}", type);
    }
}
