using QuantGen.Compiler.Graph;

namespace QuantGen.Compiler.Operators.Microsoft;

/// <summary>ONNX Runtime's FusedMatMul (opset 1): a product of matrices that may be transposed, times a number.</summary>
internal sealed class FusedMatMul : MicrosoftOperator
{
    public override string Name => "FusedMatMul";

    public override IReadOnlyList<Node> Expand(Node node, Func<string, string> uniqueName)
    {
        if (node.Attributes.Integer("transBatchA", 0) != 0 || node.Attributes.Integer("transBatchB", 0) != 0)
        {
            throw new UnsupportedNodeException("transposed batches");
        }

        var build = new ExpansionBuilder(node, uniqueName);
        Value[] operands = [Operand(node, build, 0, "transA"), Operand(node, build, 1, "transB")];
        var alpha = node.Attributes.Float("alpha", 1);
        return alpha == 1 ? build.Finish("MatMul", operands) : build.Finish("Mul", [build.Add("MatMul", operands), build.Constant(alpha)]);
    }

    private static Value Operand(Node node, ExpansionBuilder build, int index, string attribute)
    {
        var operand = node.Input(index);
        if (node.Attributes.Integer(attribute, 0) == 0 || operand.Rank < 2)
        {
            return operand;
        }

        long[] permutation = [.. Enumerable.Range(0, operand.Rank - 2).Select(axis => (long)axis), operand.Rank - 1, operand.Rank - 2];
        return build.Add("Transpose", [operand], ("perm", permutation));
    }
}
