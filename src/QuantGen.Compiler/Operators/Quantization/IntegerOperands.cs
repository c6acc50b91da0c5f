using QuantGen.Compiler.Graph;
using QuantGen.Plan;

namespace QuantGen.Compiler.Operators.Quantization;

/// <summary>The rules that the operators on 8-bit operands share.</summary>
internal static class IntegerOperands
{
    /// <summary>Requires the 8-bit operand at an index, its float32 scale after it and its zero point after that.</summary>
    public static void RequireQuantized(Node node, int index)
    {
        if (node.Input(index).Type is not (ElementType.UInt8 or ElementType.Int8) || node.Input(index + 1).Type != ElementType.Float32)
        {
            throw new UnsupportedNodeException($"input {index} is {node.Input(index).Type} with a scale of {node.Input(index + 1).Type}");
        }

        _ = node.Input(index + 2);
        RequireZeroPoint(node, index, index + 2);
    }

    /// <summary>Requires one float32 scale and one 8-bit zero point for the result.</summary>
    public static void RequireOutputParameters(Node node, int scale, int zeroPoint)
    {
        if (node.Input(scale).Type != ElementType.Float32 || node.Input(zeroPoint).Type is not (ElementType.UInt8 or ElementType.Int8))
        {
            throw new UnsupportedNodeException($"its result is {node.Input(zeroPoint).Type} with a scale of {node.Input(scale).Type}");
        }

        RequireLength(node.Input(scale), Dimension.One);
        RequireLength(node.Input(zeroPoint), Dimension.One);
    }

    /// <summary>Requires a zero point, where there is one, to have its operand's type.</summary>
    public static void RequireZeroPoint(Node node, int operand, int zeroPoint)
    {
        if (node.OptionalInput(zeroPoint) is { } value && value.Type != node.Input(operand).Type)
        {
            throw new InvalidNodeException($"a zero point of {value.Type} for {node.Input(operand).Type}");
        }
    }

    /// <summary>Whether inputs are known at build time.</summary>
    public static bool AreConstant(Node node, params ReadOnlySpan<int> inputs)
    {
        foreach (var input in inputs)
        {
            if (node.OptionalInput(input) is not { IsConstant: true })
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Requires one element, or one for each row, column or channel.</summary>
    public static void RequireLength(Value? value, Dimension length)
    {
        if (value is not null && value.ElementCount.Value != 1 && !value.Dimensions.SequenceEqual([length]))
        {
            var shape = Shapes.Print(value.Dimensions);
            throw new UnsupportedNodeException($"'{value.Name}' of shape {shape} is neither one element nor {length}");
        }
    }

    /// <summary>The shape of a matrix operand.</summary>
    public static IReadOnlyList<Dimension> Matrix(Value operand)
    {
        return operand.Rank > 0 ? operand.Dimensions : throw new InvalidNodeException("an operand is a scalar");
    }

    /// <summary>Whether axis 0 of a matrix product is a row, or a matrix of the batch, of its own.</summary>
    public static bool KeepRowsApart(Value left, Value right)
    {
        return left.Rank >= 2 && (right.IsConstant ? right.Rank <= 2 : left.Rank == right.Rank && left.Rank >= 3);
    }
}
