using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Operators.Reduction;
using QuantGen.Plan;

namespace QuantGen.Compiler.Passes.Fusion;

/// <summary>
/// Recognizes values that hold one number for each row of a tensor (a row being its last axes from some axis on), in the ways exporters
/// write them: mean, variance, deviation and its reciprocal, sum, largest element.
/// </summary>
/// <param name="x">The tensor.</param>
/// <param name="axis">The first axis of a row.</param>
internal sealed class RowStatistics(Value x, int axis)
{
    private readonly Dimension[] _rows = [.. x.Dimensions.Take(axis).Where(dimension => dimension.Value != 1)];

    /// <summary>The tensor and the axis that a value is a statistic of, by the reduction that it comes from.</summary>
    public static RowStatistics? Of(Value value)
    {
        return ReductionOf(value) is { Definition: ReduceOperator } node && FirstAxis(node) is { } axis ? new RowStatistics(node.Input(0), axis) : null;
    }

    /// <summary>The tensor.</summary>
    public Value Tensor => x;

    /// <summary>The first axis of a row.</summary>
    public int Axis => axis;

    /// <summary>Whether a value is what a reduction over the rows gives.</summary>
    public bool IsReduction(Value value, string operatorType)
    {
        return IsReductionOf(value, operatorType, source => source == x);
    }

    /// <summary>Whether a value is the largest element of each row; a number that is not above any float may be among them.</summary>
    public bool IsLargest(Value value)
    {
        value = View(value);
        return IsReduction(value, "ReduceMax")
            || (value.ProducedBy("Max") is { } node
                && node.InBothOrders().Any(pair => pair.Left.AsNumber() is <= float.MinValue && IsReduction(pair.Right, "ReduceMax")));
    }

    /// <summary>Whether a value is the mean of each row.</summary>
    public bool IsMean(Value value)
    {
        return IsMeanOf(value, source => source == x);
    }

    /// <summary>Whether a value is <c>x - mean(x)</c>.</summary>
    public bool IsCentred(Value value)
    {
        return value.ProducedBy("Sub") is { } node && node.Input(0) == x && IsMean(node.Input(1)) && value.Dimensions.SequenceEqual(x.Dimensions);
    }

    /// <summary>Epsilon, when a value is <c>sqrt(variance + epsilon)</c>.</summary>
    public float? DeviationEpsilon(Value value)
    {
        var radicand = View(value) is { Producer: { } node } ? node switch
        {
            { OperatorType: "Sqrt" } => node.Input(0),
            { OperatorType: "Pow" } when node.Input(1).AsNumber() == 0.5f => node.Input(0),
            _ => null,
        } : null;
        return radicand is null ? null : VarianceEpsilon(radicand);
    }

    /// <summary>Epsilon, when a value is <c>1 / sqrt(variance + epsilon)</c>.</summary>
    public float? ReciprocalEpsilon(Value value)
    {
        return View(value).Producer switch
        {
            { OperatorType: "Reciprocal" } node => DeviationEpsilon(node.Input(0)),
            { OperatorType: "Div" } node when node.Input(0).AsNumber() == 1 => DeviationEpsilon(node.Input(1)),
            { OperatorType: "Pow" } node when node.Input(1).AsNumber() == -0.5f => VarianceEpsilon(node.Input(0)),
            _ => null,
        };
    }

    private float? VarianceEpsilon(Value value)
    {
        if (View(value).ProducedBy("Add") is not { } node)
        {
            return null;
        }

        foreach (var (variance, epsilon) in node.InBothOrders())
        {
            if (epsilon.AsNumber() is { } number && IsVariance(variance))
            {
                return number;
            }
        }

        return null;
    }

    /// <summary>The mean of the squared distances from the mean, or the mean square less the squared mean, not below 0.</summary>
    private bool IsVariance(Value value)
    {
        value = View(value);
        if (value.ProducedBy("Max") is { } clamp)
        {
            return clamp.InBothOrders().Any(pair => pair.Left.AsNumber() == 0 && IsVariance(pair.Right));
        }

        if (value.ProducedBy("Relu") is { } relu)
        {
            return IsVariance(relu.Input(0));
        }

        return IsMeanOf(value, source => Square(source) is { } root && IsCentred(root))
            || (value.ProducedBy("Sub") is { } node && IsRow(value)
                && IsMeanOf(node.Input(0), source => Square(source) == x)
                && Square(View(node.Input(1))) is { } mean && IsMean(mean));
    }

    private bool IsMeanOf(Value value, Func<Value, bool> isSource)
    {
        value = View(value);
        if (IsReductionOf(value, "ReduceMean", isSource))
        {
            return true;
        }

        if (x.Dimensions.Skip(axis).Aggregate(Dimension.One, (product, dimension) => product * dimension).Value is not { } count)
        {
            return false;
        }

        return value.Producer switch
        {
            { OperatorType: "Mul" } node => node.InBothOrders().Any(pair =>
                pair.Left.AsNumber() is { } factor && Operands.IsClose(factor * count, 1) && IsReductionOf(pair.Right, "ReduceSum", isSource)),
            { OperatorType: "Div" } node => node.Input(1).AsNumber() == count && IsReductionOf(node.Input(0), "ReduceSum", isSource),
            _ => false,
        };
    }

    private bool IsReductionOf(Value value, string operatorType, Func<Value, bool> isSource)
    {
        return IsRow(value) && View(value).ProducedBy(operatorType) is { } node && FirstAxis(node) == axis && isSource(node.Input(0));
    }

    /// <summary>Whether a value has one element for each row, whatever its axes of length 1.</summary>
    private bool IsRow(Value value)
    {
        return value.Dimensions.Where(dimension => dimension.Value != 1).SequenceEqual(_rows);
    }

    private static Value? Square(Value value)
    {
        return value.Producer switch
        {
            { OperatorType: "Mul" } node when node.Input(0) == node.Input(1) => node.Input(0),
            { OperatorType: "Pow" } node when node.Input(1).AsNumber() == 2 => node.Input(0),
            _ => null,
        };
    }

    /// <summary>The value that another one only gives a different shape, with axes of length 1 come or gone.</summary>
    private static Value View(Value value)
    {
        while (value.Producer is { OperatorType: "Reshape" or "Unsqueeze" or "Squeeze" or "Expand" or "Identity" } node
            && LongAxes(value).SequenceEqual(LongAxes(node.Input(0))))
        {
            value = node.Input(0);
        }

        return value;
    }

    private static IEnumerable<Dimension> LongAxes(Value value)
    {
        return value.Dimensions.Where(dimension => dimension.Value != 1);
    }

    /// <summary>The reduction behind a mean or another statistic.</summary>
    private static Node? ReductionOf(Value value)
    {
        var node = View(value).Producer;
        return node is { OperatorType: "Mul" or "Div" }
            ? node.Inputs.OfType<Value>().Where(input => !input.IsConstant).Select(input => View(input).Producer).FirstOrDefault()
            : node;
    }

    /// <summary>The first of the reduced axes, when these are the last ones.</summary>
    private static int? FirstAxis(Node node)
    {
        var axes = ReduceOperator.Axes(node);
        return axes.Length > 0 && axes[0] > 0 && axes[^1] == node.Input(0).Rank - 1 && axes.Length == axes[^1] - axes[0] + 1 ? axes[0] : null;
    }
}
