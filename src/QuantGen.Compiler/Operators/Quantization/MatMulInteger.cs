using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;
using QuantGen.Compiler.Operators.MatrixProduct;

namespace QuantGen.Compiler.Operators.Quantization;

/// <summary>ONNX MatMulInteger (opset 10): 8-bit matrices to int32.</summary>
internal sealed class MatMulInteger : OperatorDefinition, IQuantizedOperator
{
    public override string Name => "MatMulInteger";

    public override void Infer(Node node)
    {
        node.RequireTypes(ElementType.UInt8, ElementType.Int8);
        IntegerOperands.RequireZeroPoint(node, 0, 2);
        IntegerOperands.RequireZeroPoint(node, 1, 3);
        node.SetOutput(0, ElementType.Int32, Shape(node).Output);
    }

    public override bool KeepsRowsApart(Node node)
    {
        return IntegerOperands.KeepRowsApart(node.Input(0), node.Input(1));
    }

    public override void Lower(Node node, LoweringContext context)
    {
        var shape = Shape(node);
        context.Step(
            node,
            "MatMulInteger",
            $"{nameof(Kernels.IntegerMatrixProduct)}.{nameof(Kernels.IntegerMatrixProduct.Run)}",
            ("left", context.ReadPlain(node.Input(0))),
            ("leftZeroPoint", context.ReadOptional(node, 2)),
            ("right", context.ReadPlain(node.Input(1))),
            ("rightZeroPoint", context.ReadOptional(node, 3)),
            ("output", context.Define(node.Output, Form.NativePlain)),
            ("batch", shape.Batch),
            ("rows", shape.Rows),
            ("reduction", shape.Reduction),
            ("columns", shape.Columns),
            ("leftBatchStride", shape.LeftBatchStride),
            ("rightBatchStride", shape.RightBatchStride));
    }

    private static MatrixShape Shape(Node node)
    {
        var shape = MatrixShape.Of(IntegerOperands.Matrix(node.Input(0)), IntegerOperands.Matrix(node.Input(1)), node.Require);
        IntegerOperands.RequireLength(node.OptionalInput(2), shape.Rows);
        IntegerOperands.RequireLength(node.OptionalInput(3), shape.Columns);
        return shape;
    }
}
