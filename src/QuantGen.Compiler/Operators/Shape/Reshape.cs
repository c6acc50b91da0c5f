using QuantGen.Compiler.Graph;
using QuantGen.Plan;

namespace QuantGen.Compiler.Operators.Shape;

/// <summary>ONNX Reshape (opset 5 to 21).</summary>
internal sealed class Reshape : ReshapingOperator
{
    public override string Name => "Reshape";

    protected override IReadOnlyList<Dimension> OutputShape(Node node)
    {
        var input = node.Input(0);
        var wanted = node.Input(1).KnownElements() ?? throw new UnsupportedNodeException("its shape depends on data that is not known at build time");
        var keepZero = node.Attributes.Integer("allowzero", 0) != 0;
        var shape = new Dimension[wanted.Count];
        var open = -1;
        for (var axis = 0; axis < shape.Length; axis++)
        {
            if (wanted[axis].Value == -1)
            {
                open = open < 0 ? axis : throw new InvalidNodeException("two dimensions of its shape are -1");
                shape[axis] = Dimension.One;
            }
            else
            {
                shape[axis] = wanted[axis].Value != 0 || keepZero ? wanted[axis]
                    : axis < input.Rank ? input.Dimensions[axis]
                    : throw new InvalidNodeException($"dimension {axis} is 0 and the input has no such axis");
            }
        }

        var product = Shapes.Product(shape);
        if (open >= 0)
        {
            shape[open] = product.Value == 0 ? Dimension.Zero : Quotient(input.ElementCount, product, input);
        }
        else if (product.IsConstant && input.ElementCount.IsConstant && !product.Equals(input.ElementCount))
        {
            throw new InvalidNodeException($"{Shapes.Print(input.Dimensions)} does not reshape to {Shapes.Print(shape)}");
        }

        return shape;
    }

    private static Dimension Quotient(Dimension count, Dimension product, Value input)
    {
        return count.TryDivideExactly(product, out var quotient) ? quotient
            : count.IsConstant && product.IsConstant
                ? throw new InvalidNodeException($"{Shapes.Print(input.Dimensions)} does not divide into {product}")
                : count / product;
    }
}
