using System.Collections.Concurrent;
using System.Reflection;
using QuantGen.Compiler.Graph;
using QuantGen.Plan;

namespace QuantGen.Compiler.Execution;

/// <summary>The methods that the steps of plans call.</summary>
internal static class KernelMethods
{
    private static readonly Assembly Runtime = typeof(Kernels.DataMovement).Assembly;

    private static readonly ConcurrentDictionary<string, MethodInfo[]> Overloads = new(StringComparer.Ordinal);

    /// <summary>A type of the namespace of kernels.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public static Type FindType(string name)
    {
        return Runtime.GetType($"QuantGen.Kernels.{name}") ?? throw new InvalidOperationException($"'{name}' is no type of QuantGen.Kernels.");
    }

    /// <summary>The overload that a step calls; null when there is one with its parameters, but for other element types.</summary>
    /// <param name="step">The step.</param>
    /// <param name="types">Element types of what it names.</param>
    /// <exception cref="InvalidOperationException">No overload has these parameters, or several fit: a lowering and a kernel disagree.</exception>
    public static MethodInfo? Find(PlanStep step, IReadOnlyDictionary<string, ElementType> types)
    {
        var named = Overloads.GetOrAdd(step.Kernel, FindOverloads).Where(method => HasParameters(method, step)).ToArray();
        var fitting = named.Select(method => Close(method, step, types)).Where(method => Fits(method, step, types)).ToArray();
        return named.Length > 0 && fitting.Length <= 1
            ? fitting.SingleOrDefault()
            : throw new InvalidOperationException(
                $"Step '{step.Name}': {fitting.Length} kernels '{step.Kernel}' take the parameters ({string.Join(", ", step.Arguments.Select(a => a.Name))}).");
    }

    /// <summary>The element type of a span; null for another type.</summary>
    public static Type? SpanElement(Type type)
    {
        return type.IsGenericType && (type.GetGenericTypeDefinition() == typeof(Span<>) || type.GetGenericTypeDefinition() == typeof(ReadOnlySpan<>))
            ? type.GetGenericArguments()[0]
            : null;
    }

    private static MethodInfo[] FindOverloads(string kernel)
    {
        var dot = kernel.LastIndexOf('.');
        var methods = FindType(kernel[..dot]).GetMethods(BindingFlags.Public | BindingFlags.Static);
        return [.. methods.Where(method => method.Name == kernel[(dot + 1)..])];
    }

    private static bool HasParameters(MethodInfo method, PlanStep step)
    {
        var parameters = method.GetParameters();
        return parameters.Length == step.Arguments.Count
            && parameters.All(parameter => step.Arguments.FirstOrDefault(argument => argument.Name == parameter.Name) is { } argument
                && (argument.Value is not PlanValue.Float || parameter.ParameterType == typeof(float))
                && (argument.Value is not PlanValue.Boolean || parameter.ParameterType == typeof(bool)));
    }

    /// <summary>Whether a method takes the element types of the tensors that are passed.</summary>
    private static bool Fits(MethodInfo method, PlanStep step, IReadOnlyDictionary<string, ElementType> types)
    {
        return !method.ContainsGenericParameters && method.GetParameters().All(parameter =>
            step.Arguments.First(argument => argument.Name == parameter.Name).Value is not PlanValue.Reference reference
            || SpanElement(parameter.ParameterType) == types[reference.Name].ClrType());
    }

    /// <summary>
    /// A generic kernel for the element types of the tensors that are passed: each type parameter is that of the first span of it. As it is where a
    /// type parameter cannot be one of them.
    /// </summary>
    private static MethodInfo Close(MethodInfo method, PlanStep step, IReadOnlyDictionary<string, ElementType> types)
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
            select types[argument.Name].ClrType()).FirstOrDefault()).ToArray();
        try
        {
            return elements.Contains(null) ? method : method.MakeGenericMethod(elements!);
        }
        catch (ArgumentException)
        {
            // A constraint excludes one of them; reflection has no question to ask before.
            return method;
        }
    }
}
