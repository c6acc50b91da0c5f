using QuantGen.Compiler.Graph;

namespace QuantGen.Compiler.Operators.MatrixProduct;

/// <summary>ONNX Einsum (opset 12) as sums, transpositions and matrix products, two operands at a time. A label twice in one operand, a diagonal, is not supported.</summary>
internal sealed class Einsum : ComposedOperator
{
    public override string Name => "Einsum";

    protected override IReadOnlyList<Node> Compose(Node node, ExpansionBuilder build)
    {
        var equation = EinsumEquation.Parse(node);
        var contraction = new EinsumContraction(build, equation.Lengths);
        var current = new EinsumTerm(node.Input(0), equation.Operands[0]);
        for (var i = 1; i < equation.Operands.Count; i++)
        {
            var later = string.Concat(equation.Operands.Skip(i + 1)) + equation.Output;
            current = contraction.Multiply(current, new EinsumTerm(node.Input(i), equation.Operands[i]), later);
        }

        current = contraction.Order(contraction.SumExcept(current, equation.Output), equation.Output);
        return build.Finish("Identity", [current.Tensor]);
    }
}
