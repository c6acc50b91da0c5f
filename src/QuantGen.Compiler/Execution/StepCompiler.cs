using System.Linq.Expressions;
using System.Reflection;
using QuantGen.Compiler.Graph;
using QuantGen.Plan;
using QuantGen.Runtime;

namespace QuantGen.Compiler.Execution;

/// <summary>Turns a step of a plan into a delegate that calls its kernel: the same call that the generator prints as C#.</summary>
internal sealed class StepCompiler
{
    private readonly ParameterExpression _execution = Expression.Parameter(typeof(PlanExecution), "execution");
    private readonly Dictionary<string, Func<Type, Expression>> _references = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ElementType> _types = new(StringComparer.Ordinal);
    private readonly PlanDocument _plan;
    private readonly DimensionExpression _dimensions;

    public StepCompiler(PlanDocument plan)
    {
        _plan = plan;
        _dimensions = new DimensionExpression([.. plan.Symbols.Select(symbol => symbol.Name)], _execution);
        var ports = plan.Inputs.Concat(plan.Outputs).ToArray();
        for (var i = 0; i < ports.Length; i++)
        {
            AddPort(ports[i], i);
        }

        foreach (var constant in plan.Constants)
        {
            AddConstant(constant);
        }

        foreach (var tensor in plan.Tensors)
        {
            AddTensor(tensor);
        }
    }

    /// <summary>Compiles a step.</summary>
    /// <exception cref="InvalidOperationException">The kernel, a parameter or a type does not exist: a lowering and a kernel disagree.</exception>
    public Action<PlanExecution> Compile(PlanStep step)
    {
        var method = KernelMethods.Find(step, _types)
            ?? throw new InvalidOperationException($"Step '{step.Name}': kernel '{step.Kernel}' takes other element types.");
        var arguments = method.GetParameters().Select(parameter => Argument(step, parameter));
        return Expression.Lambda<Action<PlanExecution>>(Expression.Call(method, arguments), _execution).Compile();
    }

    private Expression Argument(PlanStep step, ParameterInfo parameter)
    {
        var value = step.Arguments.Single(argument => argument.Name == parameter.Name).Value;
        var type = parameter.ParameterType.IsByRef ? parameter.ParameterType.GetElementType()! : parameter.ParameterType;
        return Value(value, type);
    }

    private Expression Value(PlanValue value, Type type)
    {
        return value switch
        {
            PlanValue.Integer integer => Expression.ConvertChecked(_dimensions.Build(integer.Value), type),
            PlanValue.Float number => Expression.Constant(number.Value),
            PlanValue.Boolean boolean => Expression.Constant(boolean.Value),
            PlanValue.Enumeration enumeration => Expression.Constant(Enum.Parse(KernelMethods.FindType(enumeration.Type), enumeration.Member)),
            PlanValue.None => Expression.Default(type),
            PlanValue.Reference reference => _references[reference.Name](type),
            PlanValue.Structure structure => Structure(structure),
            PlanValue.List list => List(list, type),
            _ => throw new InvalidOperationException($"An argument of kind {value.GetType().Name} is not known."),
        };
    }

    private NewExpression Structure(PlanValue.Structure structure)
    {
        var constructor = KernelMethods.FindType(structure.Type).GetConstructors().Single(candidate => candidate.GetParameters().Length > 0);
        return Expression.New(constructor, constructor.GetParameters().Select(parameter =>
            structure.Members.FirstOrDefault(member => member.Name == parameter.Name) is { } member ? Value(member.Value, parameter.ParameterType)
            : parameter.HasDefaultValue ? Expression.Constant(parameter.DefaultValue, parameter.ParameterType)
            : throw new InvalidOperationException($"{structure.Type} has no value for '{parameter.Name}'.")));
    }

    private UnaryExpression List(PlanValue.List list, Type type)
    {
        var element = KernelMethods.SpanElement(type)!;
        var array = Expression.NewArrayInit(element, list.Items.Select(item => Value(item, element)));
        return Expression.Convert(array, type);
    }

    private void AddPort(PlanPort port, int index)
    {
        var element = port.Type.ClrType();
        var call = Expression.Call(_execution, nameof(PlanExecution.Port), [element], Expression.Constant(index));
        _types[port.Name] = port.Type;
        _references[port.Name] = type => AsSpan(call, type);
    }

    private void AddConstant(PlanConstant constant)
    {
        var element = constant.Type.ClrType();
        var count = constant.Shape.Aggregate(1L, (product, dimension) => product * dimension);
        _types[constant.Name] = constant.Type;
        if (constant.Table is { } table)
        {
            var array = Array.CreateInstance(element, table.Count);
            for (var i = 0; i < table.Count; i++)
            {
                array.SetValue(Convert.ChangeType(table[i], element, System.Globalization.CultureInfo.InvariantCulture), i);
            }

            _references[constant.Name] = type => Expression.Convert(Expression.Constant(array), type);
            return;
        }

        var weights = Expression.Property(_execution, nameof(PlanExecution.Weights));
        _references[constant.Name] = type => Expression.Call(
            weights, nameof(ModelWeights.Span), [element], Expression.Constant(constant.Offset!.Value), Expression.Constant(count));
    }

    private void AddTensor(PlanTensor tensor)
    {
        var arena = Expression.Property(_execution, nameof(PlanExecution.Arena));
        var count = tensor.Shape.Aggregate(Dimension.One, (product, dimension) => product * dimension);
        var call = Expression.Call(
            arena, nameof(ModelArena.Span), [tensor.Type.ClrType()], _dimensions.Build(tensor.Offset), _dimensions.Build(count));
        _types[tensor.Name] = tensor.Type;
        _references[tensor.Name] = type => AsSpan(call, type);
    }

    private static Expression AsSpan(Expression span, Type type)
    {
        return span.Type == type ? span : Expression.Convert(span, type);
    }
}
