using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;
using QuantGen.Compiler.Operators.MatrixProduct;

namespace QuantGen.Compiler.Operators.Quantization;

/// <summary>
/// ONNX QLinearMatMul (opset 10 to 21): 8-bit matrices to an 8-bit matrix. Inputs: left, right and output, each with scale and zero point.
/// </summary>
internal sealed class QLinearMatMul : OperatorDefinition, IQuantizedOperator, IDequantizedOperator
{
    private const int Left = 0;
    private const int Right = 3;
    private const int OutputScale = 6;
    private const int OutputZeroPoint = 7;

    public override string Name => "QLinearMatMul";

    public override void Infer(Node node)
    {
        IntegerOperands.RequireQuantized(node, Left);
        IntegerOperands.RequireQuantized(node, Right);
        IntegerOperands.RequireOutputParameters(node, OutputScale, OutputZeroPoint);
        node.SetOutput(0, node.Input(OutputZeroPoint).Type, Shape(node).Output);
    }

    public IReadOnlyList<Node>? Dequantize(Node node, Func<string, string> uniqueName)
    {
        var isProductOfWeights = IntegerOperands.AreConstant(node, Left + 1, Left + 2, Right, Right + 1, Right + 2, OutputScale, OutputZeroPoint)
            && node.Input(Right).Rank == 2 && node.Input(Left + 1).ElementCount.Value == 1;
        if (!isProductOfWeights)
        {
            return null;
        }

        var form = new DequantizedForm(node, uniqueName);
        Value[] inputs = [form.Read(Left, Left + 1, Left + 2), form.Read(Right, Right + 1, Right + 2, axis: 1)];
        return form.Write(form.Compute("MatMul", inputs), OutputScale, OutputZeroPoint, node.Output.Type);
    }

    public override bool KeepsRowsApart(Node node)
    {
        return IntegerOperands.KeepRowsApart(node.Input(Left), node.Input(Right));
    }

    public override void Lower(Node node, LoweringContext context)
    {
        var shape = Shape(node);
        context.Step(
            node,
            "QLinearMatMul",
            $"{nameof(Kernels.IntegerMatrixProduct)}.{nameof(Kernels.IntegerMatrixProduct.RunQuantized)}",
            ("left", context.ReadPlain(node.Input(Left))),
            ("leftScale", context.ReadPlain(node.Input(Left + 1))),
            ("leftZeroPoint", context.ReadPlain(node.Input(Left + 2))),
            ("right", context.ReadPlain(node.Input(Right))),
            ("rightScale", context.ReadPlain(node.Input(Right + 1))),
            ("rightZeroPoint", context.ReadPlain(node.Input(Right + 2))),
            ("output", context.Define(node.Output, Form.NativePlain)),
            ("outputScale", context.ReadPlain(node.Input(OutputScale))),
            ("outputZeroPoint", context.ReadPlain(node.Input(OutputZeroPoint))),
            ("batch", shape.Batch),
            ("rows", shape.Rows),
            ("reduction", shape.Reduction),
            ("columns", shape.Columns),
            ("leftBatchStride", shape.LeftBatchStride),
            ("rightBatchStride", shape.RightBatchStride));
    }

    private static MatrixShape Shape(Node node)
    {
        var shape = MatrixShape.Of(IntegerOperands.Matrix(node.Input(Left)), IntegerOperands.Matrix(node.Input(Right)), node.Require);
        foreach (var (input, length) in new[] { (Left, shape.Rows), (Right, shape.Columns) })
        {
            IntegerOperands.RequireLength(node.Input(input + 1), length);
            IntegerOperands.RequireLength(node.Input(input + 2), length);
        }

        return shape;
    }
}
