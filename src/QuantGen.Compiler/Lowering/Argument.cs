using QuantGen.Plan;

namespace QuantGen.Compiler.Lowering;

/// <summary>The value of a kernel's parameter, made implicitly from what a lowering has at hand.</summary>
internal readonly struct Argument
{
    private Argument(PlanValue value, IReadOnlyList<Operand> operands)
    {
        Value = value;
        Operands = operands;
    }

    public PlanValue Value { get; }

    /// <summary>The tensors it names.</summary>
    public IReadOnlyList<Operand> Operands { get; }

    /// <summary>An empty span.</summary>
    public static Argument None { get; } = new(new PlanValue.None(), []);

    public static implicit operator Argument(Operand? operand)
    {
        return operand is null ? None : new Argument(new PlanValue.Reference(operand.Name), [operand]);
    }

    public static implicit operator Argument(Dimension value)
    {
        return new Argument(new PlanValue.Integer(value), []);
    }

    public static implicit operator Argument(int value)
    {
        return (Dimension)value;
    }

    public static implicit operator Argument(long value)
    {
        return (Dimension)value;
    }

    public static implicit operator Argument(float value)
    {
        return new Argument(new PlanValue.Float(value), []);
    }

    public static implicit operator Argument(bool value)
    {
        return new Argument(new PlanValue.Boolean(value), []);
    }

    public static implicit operator Argument(Dimension[] values)
    {
        return new Argument(new PlanValue.List([.. values.Select(value => new PlanValue.Integer(value))]), []);
    }

    public static implicit operator Argument(int[] values)
    {
        return Array.ConvertAll(values, value => (Dimension)value);
    }

    /// <summary>A member of an enum in <c>QuantGen.Kernels</c>.</summary>
    public static Argument Enumeration<T>(T value)
        where T : struct, Enum
    {
        return new Argument(new PlanValue.Enumeration(typeof(T).Name, value.ToString()), []);
    }

    /// <summary>A readonly struct of <c>QuantGen.Kernels</c>, members by constructor parameter name.</summary>
    public static Argument Structure<T>(params ReadOnlySpan<(string Name, Argument Value)> members)
        where T : struct
    {
        var arguments = new List<PlanArgument>();
        foreach (var (name, value) in members)
        {
            arguments.Add(new PlanArgument(name, value.Value));
        }

        return new Argument(new PlanValue.Structure(typeof(T).Name, arguments), []);
    }
}
