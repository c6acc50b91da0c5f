using QuantGen.Compiler.Operators.Convolution;
using QuantGen.Compiler.Operators.MatrixProduct;
using QuantGen.Compiler.Operators.Quantization;
using QuantGen.Plan;

namespace QuantGen.Compiler.Graph;

/// <summary>Counts of multiply-adds.</summary>
internal static class Arithmetic
{
    /// <summary>Multiply-adds of a convolution or matrix product, for open dimensions of 1; 0 for other nodes.</summary>
    public static long MultiplyAdds(Node node)
    {
        // Every output element sums over the weights of its channel, or over a row of the left matrix.
        return node.Definition switch
        {
            Conv or ConvInteger => Elements(node.Output) * Elements(node.Input(1), fromAxis: 1),
            QLinearConv => Elements(node.Output) * Elements(node.Input(3), fromAxis: 1),
            Gemm => Elements(node.Output, fromAxis: 1) * Elements(node.Input(0)),
            MatMul or MatMulInteger or QLinearMatMul => Elements(node.Output) * Elements(node.Input(0), fromAxis: node.Input(0).Rank - 1),
            _ => 0,
        };
    }

    private static long Elements(Value value, int fromAxis = 0)
    {
        var dimensions = value.Dimensions.Skip(fromAxis).ToArray();
        var count = dimensions.Aggregate(Dimension.One, (product, dimension) => product * dimension);
        var ones = dimensions.SelectMany(dimension => dimension.Symbols).Distinct().ToDictionary(symbol => symbol, _ => Dimension.One);
        return count.Substitute(ones).Value ?? 1;
    }
}
