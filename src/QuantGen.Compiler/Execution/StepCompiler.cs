using System.Linq.Expressions;
using System.Reflection;
using QuantGen.Compiler.Graph;
using QuantGen.Plan;
using QuantGen.Runtime;

namespace QuantGen.Compiler.Execution;

/// <summary>Turns a step of a plan into a delegate that calls its kernel: the same call that the generator prints as C#.</summary>
internal sealed class StepCompiler
{
    private static readonly Assembly Runtime = typeof(Kernels.DataMovement).Assembly;

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
        var method = FindKernel(step);
        var arguments = method.GetParameters().Select(parameter => Argument(step, parameter));
        return Expression.Lambda<Action<PlanExecution>>(Expression.Call(method, arguments), _execution).Compile();
    }

    private MethodInfo FindKernel(PlanStep step)
    {
        var dot = step.Kernel.LastIndexOf('.');
        var (type, name) = (FindType(step.Kernel[..dot]), step.Kernel[(dot + 1)..]);
        var candidates = type.GetMethods(BindingFlags.Public | BindingFlags.Static)
            .Where(method => method.Name == name && method.GetParameters().Length == step.Arguments.Count)
            .Select(method => Close(method, step))
            .Where(method => Fits(method, step))
            .ToArray();
        return candidates.Length == 1
            ? candidates[0]
            : throw new InvalidOperationException(
                $"Step '{step.Name}': {candidates.Length} kernels '{step.Kernel}' take the parameters ({string.Join(", ", step.Arguments.Select(a => a.Name))}).");
    }

    /// <summary>Whether a method has just the step's parameters, with the element types of the tensors that are passed.</summary>
    private bool Fits(MethodInfo method, PlanStep step)
    {
        return method.GetParameters().All(parameter =>
            step.Arguments.FirstOrDefault(argument => argument.Name == parameter.Name) is { } argument
            && (argument.Value is not PlanValue.Reference reference || SpanElement(parameter.ParameterType) == _types[reference.Name].ClrType())
            && (argument.Value is not PlanValue.Float || parameter.ParameterType == typeof(float))
            && (argument.Value is not PlanValue.Boolean || parameter.ParameterType == typeof(bool)));
    }

    /// <summary>A generic kernel for the element types of the tensors that are passed: each type parameter is that of the first span of it.</summary>
    private MethodInfo Close(MethodInfo method, PlanStep step)
    {
        if (!method.IsGenericMethodDefinition)
        {
            return method;
        }

        var elements = method.GetGenericArguments().Select(typeParameter => (
            from parameter in method.GetParameters()
            where SpanElement(parameter.ParameterType) == typeParameter
            let argument = step.Arguments.FirstOrDefault(argument => argument.Name == parameter.Name)?.Value as PlanValue.Reference
            where argument is not null
            select _types[argument.Name].ClrType()).FirstOrDefault()).ToArray();
        return elements.Contains(null) ? method : method.MakeGenericMethod(elements!);
    }

    private static Type? SpanElement(Type type)
    {
        return type.IsGenericType && (type.GetGenericTypeDefinition() == typeof(Span<>) || type.GetGenericTypeDefinition() == typeof(ReadOnlySpan<>))
            ? type.GetGenericArguments()[0]
            : null;
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
            PlanValue.Enumeration enumeration => Expression.Constant(Enum.Parse(FindType(enumeration.Type), enumeration.Member)),
            PlanValue.None => Expression.Default(type),
            PlanValue.Reference reference => _references[reference.Name](type),
            PlanValue.Structure structure => Structure(structure),
            PlanValue.List list => List(list, type),
            _ => throw new InvalidOperationException($"An argument of kind {value.GetType().Name} is not known."),
        };
    }

    private NewExpression Structure(PlanValue.Structure structure)
    {
        var constructor = FindType(structure.Type).GetConstructors().Single(candidate => candidate.GetParameters().Length > 0);
        return Expression.New(constructor, constructor.GetParameters().Select(parameter =>
            structure.Members.FirstOrDefault(member => member.Name == parameter.Name) is { } member ? Value(member.Value, parameter.ParameterType)
            : parameter.HasDefaultValue ? Expression.Constant(parameter.DefaultValue, parameter.ParameterType)
            : throw new InvalidOperationException($"{structure.Type} has no value for '{parameter.Name}'.")));
    }

    private UnaryExpression List(PlanValue.List list, Type type)
    {
        var element = SpanElement(type)!;
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

    private static Type FindType(string name)
    {
        return Runtime.GetType($"QuantGen.Kernels.{name}")
            ?? throw new InvalidOperationException($"'{name}' is no type of QuantGen.Kernels.");
    }
}
