using System.Linq.Expressions;
using QuantGen.Plan;

namespace QuantGen.Compiler.Execution;

/// <summary>Evaluates dimensions inside a compiled step.</summary>
internal sealed class DimensionExpression(IReadOnlyList<string> symbols, ParameterExpression execution)
{
    /// <summary>An expression of type long.</summary>
    public Expression Build(Dimension dimension)
    {
        return dimension.Value is { } value
            ? Expression.Constant(value)
            : Expression.Call(Expression.Constant(this), nameof(Evaluate), null, Expression.Constant(dimension), execution);
    }

    /// <summary>The value of a dimension in a run.</summary>
    public long Evaluate(Dimension dimension, PlanExecution current)
    {
        var values = new Dictionary<string, long>(symbols.Count, StringComparer.Ordinal);
        for (var i = 0; i < symbols.Count; i++)
        {
            values[symbols[i]] = current.Symbol(i);
        }

        return dimension.Evaluate(values);
    }
}
