using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;
using QuantGen.Kernels;

namespace QuantGen.Compiler.Operators.Quantization;

/// <summary>ONNX DequantizeLinear (opset 10 to 25), per tensor, per axis or in blocks, from 8, 16 or 32 bits.</summary>
internal sealed class DequantizeLinear : OperatorDefinition, IQuantizedOperator
{
    public override string Name => "DequantizeLinear";

    public override void Infer(Node node)
    {
        var input = node.Input(0);
        if (input.Type is not (ElementType.UInt8 or ElementType.Int8 or ElementType.UInt16 or ElementType.Int16 or ElementType.Int32))
        {
            throw new UnsupportedNodeException($"it dequantizes {input.Type}");
        }

        if (node.OptionalInput(2) is { } zeroPoint && zeroPoint.Type != input.Type)
        {
            throw new InvalidNodeException($"its zero point is {zeroPoint.Type} and its input {input.Type}");
        }

        _ = QuantizedAxis.Of(node);
        node.SetOutput(0, ElementType.Float32, input.Dimensions);
    }

    public override bool KeepsRowsApart(Node node)
    {
        return QuantizedAxis.Of(node).Axis != 0;
    }

    public override void Lower(Node node, LoweringContext context)
    {
        var axis = QuantizedAxis.Of(node);
        context.Step(
            node,
            "DequantizeLinear",
            $"{nameof(LinearQuantization)}.{(axis.BlockSize == 0 ? nameof(LinearQuantization.Dequantize) : nameof(LinearQuantization.DequantizeBlocks))}",
            [
                ("input", context.ReadPlain(node.Input(0))),
                ("scale", context.ReadPlain(node.Input(1))),
                ("zeroPoint", context.ReadOptional(node, 2)),
                ("output", context.Define(node.Output, Form.NativePlain)),
                .. axis.Arguments(),
            ]);
    }
}
