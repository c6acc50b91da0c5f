using QuantGen.Compiler.Operators.Convolution;
using QuantGen.Compiler.Operators.MatrixProduct;
using QuantGen.Compiler.Operators.Quantization;
using QuantGen.Compiler.Operators.Recurrent;
using QuantGen.Plan;

namespace QuantGen.Compiler.Graph;

/// <summary>Counts of multiply-adds.</summary>
internal static class Arithmetic
{
    private static readonly Dictionary<string, long> Open = [];

    /// <summary>Multiply-adds of a convolution, a matrix product or a recurrent layer; 0 for other nodes.</summary>
    /// <param name="node">Its shapes are known.</param>
    /// <param name="sizes">The values of open dimensions; those that are not among them count as 1.</param>
    public static long MultiplyAdds(Node node, IReadOnlyDictionary<string, long>? sizes = null)
    {
        // Every output element sums over the weights of its channel, or over a row of the left matrix.
        var count = new ElementCount(sizes ?? Open);
        return node.Definition switch
        {
            Conv or ConvInteger => count.Of(node.Output) * count.Of(node.Input(1), fromAxis: 1),
            QLinearConv => count.Of(node.Output) * count.Of(node.Input(3), fromAxis: 1),
            Gemm => count.Of(node.Output, fromAxis: 1) * count.Of(node.Input(0)),
            MatMul or MatMulInteger or QLinearMatMul => count.Of(node.Output) * count.Of(node.Input(0), fromAxis: node.Input(0).Rank - 1),
            // Every step of every sequence reads all weights.
            RecurrentOperator => count.Of(node.Input(0), toAxis: 2) * (count.Of(node.Input(1)) + count.Of(node.Input(2))),
            _ => 0,
        };
    }

    private readonly struct ElementCount(IReadOnlyDictionary<string, long> sizes)
    {
        /// <summary>Elements of a value from an axis on, up to another one; negative where 1 is too short for a window.</summary>
        public long Of(Value value, int fromAxis = 0, int toAxis = int.MaxValue)
        {
            var dimensions = value.Dimensions.Take(toAxis).Skip(fromAxis).ToArray();
            var known = new Dictionary<string, long>(StringComparer.Ordinal);
            foreach (var symbol in dimensions.SelectMany(dimension => dimension.Symbols))
            {
                known[symbol] = sizes.GetValueOrDefault(symbol, 1);
            }

            return dimensions.Aggregate(1L, (product, dimension) => product * dimension.Evaluate(known));
        }
    }
}
