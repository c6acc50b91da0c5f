using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Onnx;

namespace QuantGen.Compiler.Operators.Shape;

/// <summary>ONNX EyeLike (opset 9 to 22): ones on a diagonal, in the shape of the input.</summary>
internal sealed class EyeLike : ComposedOperator
{
    public override string Name => "EyeLike";

    protected override IReadOnlyList<Node> Compose(Node node, ExpansionBuilder build)
    {
        var input = node.Input(0);
        if (input.Rank != 2)
        {
            throw new InvalidNodeException($"its input has rank {input.Rank} instead of 2");
        }

        var dataType = node.Attributes.Integer("dtype", OnnxElementTypes.Write(input.Type));
        var type = OnnxElementTypes.Read((int)dataType) ?? throw new UnsupportedNodeException($"ONNX data type {dataType}");
        var (rows, columns) = (Shapes.Constant(input.Dimensions[0], "the number of rows"), Shapes.Constant(input.Dimensions[1], "the number of columns"));
        var diagonal = node.Attributes.Integer("k", 0);
        var matrix = new float[rows * columns];
        for (var row = 0L; row < rows; row++)
        {
            if (row + diagonal >= 0 && row + diagonal < columns)
            {
                matrix[(row * columns) + row + diagonal] = 1;
            }
        }

        return build.Finish("Cast", [build.Constant(TensorData.Create<float>([rows, columns], matrix))], ("to", (long)OnnxElementTypes.Write(NarrowFloats.Computed(type))));
    }
}
