using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Lowering;
using QuantGen.Compiler.Quantization;
using QuantGen.Kernels;

namespace QuantGen.Compiler.Operators.MatrixProduct;

/// <summary>MatMul with a constant matrix, its left operand quantized while the model runs.</summary>
internal static class DynamicMatMul
{
    public static void Lower(Node node, LoweringContext context, DynamicProduct product)
    {
        var matrix = node.ConstantInput(1).Dimensions;
        var (reduction, columns) = (matrix[0], matrix[1]);
        DynamicOutput.Lower(node, context, product, new DynamicCall
        {
            Kernel = nameof(DynamicMatrixProduct),
            Title = MatMul.Title(node),
            Input = context.DynamicActivations.Read(node.Input(0), Layout.Plain, product.Scale),
            Weights = PackedWeights.MatrixProduct(product.Weights[1].Values, reduction, columns),
            PaddedChannels = PackedWeights.MatrixProductChannels(columns),
            Shape = [("rows", Shapes.Product(node.Input(0).Dimensions.SkipLast(1))), ("reduction", reduction), ("columns", columns)],
            OutputLayout = Layout.Plain,
        });
    }
}
