using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using QuantGen.Plan;
using QuantGen.Tool.Execution;

namespace QuantGen.Tool.Benchmarking;

/// <summary>The call that a program makes: the generated class's <c>Run</c> over spans, on arrays that stay the same.</summary>
internal static class TypedRun
{
    /// <summary>Binds an instance to tensors.</summary>
    /// <param name="plan">The model's.</param>
    /// <param name="instance">Of the generated class.</param>
    /// <param name="tensors">One for each input and output, by ONNX name.</param>
    public static Action Bind(PlanDocument plan, IQuantizedModel instance, IReadOnlyDictionary<string, Tensor> tensors)
    {
        var arrays = plan.Inputs.Concat(plan.Outputs).Select(port => tensors[port.OnnxName].Array).ToArray();
        if (FindMethod(instance.GetType(), arrays) is { } method)
        {
            var spans = method.GetParameters().Zip(arrays, (parameter, array) => Span(parameter.ParameterType, array));
            return Expression.Lambda<Action>(Expression.Call(Expression.Constant(instance, instance.GetType()), method, spans)).Compile();
        }

        // A dimension that no length tells is a parameter of its own; by name it is read off the arrays' ranks.
        var byName = tensors.ToDictionary(tensor => tensor.Key, tensor => tensor.Value.Array, StringComparer.Ordinal);
        return () => instance.Run(byName);
    }

    private static MethodInfo? FindMethod(Type type, Array[] arrays)
    {
        return type.GetMethods().SingleOrDefault(method =>
            method.Name == nameof(IQuantizedModel.Run)
            && method.GetParameters() is var parameters
            && parameters.Length == arrays.Length
            && parameters.Zip(arrays).All(pair => IsSpan(pair.First.ParameterType, pair.Second.GetType().GetElementType()!)));
    }

    private static bool IsSpan(Type type, Type element)
    {
        return type == typeof(ReadOnlySpan<>).MakeGenericType(element) || type == typeof(Span<>).MakeGenericType(element);
    }

    private static UnaryExpression Span(Type type, Array array)
    {
        var flat = type.GetGenericArguments()[0];
        return Expression.Convert(Expression.Call(typeof(TypedRun), nameof(Elements), [flat], Expression.Constant(array)), type);
    }

    private static Span<T> Elements<T>(Array array)
    {
        return MemoryMarshal.CreateSpan(ref Unsafe.As<byte, T>(ref MemoryMarshal.GetArrayDataReference(array)), array.Length);
    }
}
