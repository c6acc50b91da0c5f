using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;
using QuantGen.Compiler.Onnx;
using QuantGen.Kernels;

namespace QuantGen.Compiler.Operators.Quantization;

/// <summary>ONNX QuantizeLinear (opset 10 to 25), per tensor, per axis or in blocks, to 8 or 16 bits.</summary>
internal sealed class QuantizeLinear : OperatorDefinition, IQuantizedOperator
{
    public override string Name => "QuantizeLinear";

    public override void Infer(Node node)
    {
        var (input, type) = (node.Input(0), ResultType(node));
        if (input.Type != ElementType.Float32
            || type is not (ElementType.UInt8 or ElementType.Int8 or ElementType.UInt16 or ElementType.Int16))
        {
            throw new UnsupportedNodeException($"it quantizes {input.Type} to {type}");
        }

        if (node.OptionalInput(2)?.Constant is { IsFourBit: true })
        {
            throw new UnsupportedNodeException("it quantizes to 4 bits");
        }

        _ = QuantizedAxis.Of(node);
        node.SetOutput(0, type, input.Dimensions);
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
            "QuantizeLinear",
            $"{nameof(LinearQuantization)}.{(axis.BlockSize == 0 ? nameof(LinearQuantization.Quantize) : nameof(LinearQuantization.QuantizeBlocks))}",
            [
                ("input", context.ReadPlain(node.Input(0))),
                ("scale", context.ReadPlain(node.Input(1))),
                ("zeroPoint", context.ReadOptional(node, 2)),
                ("output", context.Define(node.Output, Form.NativePlain)),
                .. axis.Arguments(),
            ]);
    }

    private static ElementType ResultType(Node node)
    {
        var type = node.Attributes.Integer("output_dtype", 0);
        return node.OptionalInput(2)?.Type
            ?? (type == 0 ? ElementType.UInt8 : OnnxElementTypes.Read((int)Math.Clamp(type, 0, int.MaxValue)))
            ?? throw new UnsupportedNodeException($"ONNX data type {type}");
    }
}
