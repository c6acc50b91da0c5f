using QuantGen.Compiler.Graph;

namespace QuantGen.Compiler.Passes.Fusion;

/// <summary>What patterns ask about the inputs of a node.</summary>
internal static class Operands
{
    /// <summary>The node that computes a value, when it is of an operator.</summary>
    public static Node? ProducedBy(this Value value, string operatorType)
    {
        return value.Producer is { } node && node.OperatorType == operatorType ? node : null;
    }

    /// <summary>A number that is known at build time.</summary>
    public static float? AsNumber(this Value value)
    {
        return value.Constant is { Type: ElementType.Float32, Count: 1 } constant ? constant.ToFloat32()[0] : null;
    }

    /// <summary>The operands of a node of two, in both orders.</summary>
    public static IEnumerable<(Value Left, Value Right)> InBothOrders(this Node node)
    {
        return [(node.Input(0), node.Input(1)), (node.Input(1), node.Input(0))];
    }

    /// <summary>Of a node of two operands the one that is not a given value; null when that is neither, or both.</summary>
    public static Value? Other(this Node node, Value value)
    {
        return node.Inputs.Count != 2 || node.Input(0) == node.Input(1) ? null
            : node.Input(0) == value ? node.Input(1)
            : node.Input(1) == value ? node.Input(0)
            : null;
    }

    /// <summary>Equal up to the digits that exporters write.</summary>
    public static bool IsClose(double left, double right)
    {
        return Math.Abs(left - right) <= 2e-6 * Math.Max(Math.Abs(left), Math.Abs(right));
    }
}
