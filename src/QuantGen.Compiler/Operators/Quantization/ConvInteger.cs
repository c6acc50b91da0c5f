using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;
using QuantGen.Compiler.Operators.Convolution;

namespace QuantGen.Compiler.Operators.Quantization;

/// <summary>ONNX ConvInteger (opset 10): an 8-bit convolution to int32.</summary>
internal sealed class ConvInteger : OperatorDefinition, IQuantizedOperator
{
    public override string Name => "ConvInteger";

    public override void Infer(Node node)
    {
        node.RequireTypes(ElementType.UInt8, ElementType.Int8);
        IntegerOperands.RequireZeroPoint(node, 0, 2);
        IntegerOperands.RequireZeroPoint(node, 1, 3);
        var shape = Conv.OutputShape(node);
        IntegerOperands.RequireLength(node.OptionalInput(2), Plan.Dimension.One);
        IntegerOperands.RequireLength(node.OptionalInput(3), shape[1]);
        node.SetOutput(0, ElementType.Int32, shape);
    }

    public override bool KeepsRowsApart(Node node)
    {
        return node.Input(1).IsConstant;
    }

    public override void Lower(Node node, LoweringContext context)
    {
        context.Step(
            node,
            "ConvInteger",
            $"{nameof(Kernels.IntegerConvolution)}.{nameof(Kernels.IntegerConvolution.Run)}",
            ("input", context.ReadPlain(node.Input(0))),
            ("inputZeroPoint", context.ReadOptional(node, 2)),
            ("weights", context.ReadPlain(node.Input(1))),
            ("weightZeroPoint", context.ReadOptional(node, 3)),
            ("output", context.Define(node.Output, Form.NativePlain)),
            ("geometry", Conv.Geometry(node).Argument));
    }
}
