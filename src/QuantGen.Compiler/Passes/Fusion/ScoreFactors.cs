using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Operators;
using QuantGen.Compiler.Operators.MatrixProduct;

namespace QuantGen.Compiler.Passes.Fusion;

/// <summary>
/// Makes a multiplication of the division of a product of two activations by a number: attention divides its scores by the root of their depth, and a
/// product can apply a factor as it writes.
/// </summary>
internal static class ScoreFactors
{
    public static void Run(ModelGraph graph)
    {
        for (var index = 0; index < graph.Nodes.Count; index++)
        {
            var node = graph.Nodes[index];
            if (node.OperatorType == "Div" && node.Input(0).Producer is { Definition: MatMul } product && !MatMul.HasConstantMatrix(product)
                && node.Input(1).AsNumber() is { } divisor && float.IsNormal(1 / divisor))
            {
                var factor = Value.FromConstant($"{node.Name}.factor", TensorData.Scalar(1 / divisor).Reshape([.. node.Input(1).Constant!.Dimensions]));
                graph.Nodes[index] = Expansion.Node("Mul", node.Name, [node.Input(0), factor], node.Output);
            }
        }
    }
}
