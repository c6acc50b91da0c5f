using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace QuantGen.Runtime;

/// <summary>Checks what a caller passes to a model, before anything is written, and reads open dimensions off it.</summary>
/// <remarks>For generated code. Every failure is an <see cref="ArgumentException"/> that names the parameter.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class ModelPorts
{
    /// <summary>How many rows a tensor holds, 0 or more.</summary>
    /// <param name="length">Its length in elements.</param>
    /// <param name="rowLength">Elements of one row.</param>
    /// <param name="parameter">The parameter's name.</param>
    /// <exception cref="ArgumentException">It does not hold whole rows.</exception>
    public static int Rows(int length, long rowLength, string parameter)
    {
        if (rowLength <= 0 || length % rowLength != 0)
        {
            throw new ArgumentException($"'{parameter}' has {length} elements, which is not a multiple of {rowLength}.", parameter);
        }

        return (int)(length / rowLength);
    }

    /// <summary>
    /// The open dimension <c>n</c>, at least 1, for which <c>slope * n + rest</c> is a size that the caller chose.
    /// </summary>
    /// <param name="size">A length in elements, or one dimension of a tensor.</param>
    /// <param name="slope">What the dimension is multiplied by.</param>
    /// <param name="rest">What is added to it.</param>
    /// <param name="parameter">The parameter's name.</param>
    /// <exception cref="ArgumentException">There is no such number.</exception>
    public static int Solve(int size, long slope, long rest, string parameter)
    {
        var remaining = size - rest;
        if (slope == 0 || remaining % slope != 0 || remaining / slope is < 1 or > int.MaxValue)
        {
            var sizes = rest == 0 ? $"a multiple of {slope}" : $"{rest} more than a multiple of {slope}";
            throw new ArgumentException($"'{parameter}' has size {size}; it must be {sizes}, and not empty.", parameter);
        }

        return (int)(remaining / slope);
    }

    /// <summary>Checks a tensor's length.</summary>
    /// <param name="length">Its length in elements.</param>
    /// <param name="expected">What the model needs.</param>
    /// <param name="parameter">The parameter's name.</param>
    /// <exception cref="ArgumentException">They differ.</exception>
    public static void CheckLength(int length, long expected, string parameter)
    {
        if (length != expected)
        {
            throw new ArgumentException($"'{parameter}' has {length} elements; {expected} are needed.", parameter);
        }
    }

    /// <summary>
    /// Checks that an output shares no memory with an input, which it could overwrite while the model still reads it.
    /// </summary>
    /// <typeparam name="TInput">Element type of the input.</typeparam>
    /// <typeparam name="TOutput">Element type of the output.</typeparam>
    /// <param name="input">The input.</param>
    /// <param name="output">The output.</param>
    /// <param name="inputParameter">The input's parameter.</param>
    /// <param name="outputParameter">The output's parameter.</param>
    /// <exception cref="ArgumentException">They overlap.</exception>
    public static unsafe void CheckSeparate<TInput, TOutput>(
        ReadOnlySpan<TInput> input, Span<TOutput> output, string inputParameter, string outputParameter)
        where TInput : unmanaged
        where TOutput : unmanaged
    {
        // By addresses: MemoryMarshal.AsBytes and Overlaps would be compiled for each pair of types when a process starts.
        fixed (TInput* inputs = input)
        fixed (TOutput* outputs = output)
        {
            if (inputs < outputs + output.Length && outputs < inputs + input.Length)
            {
                ThrowOverlap(inputParameter, outputParameter);
            }
        }
    }

    /// <summary>One dimension of a tensor.</summary>
    /// <typeparam name="T">Its element type.</typeparam>
    /// <param name="tensor">The tensor.</param>
    /// <param name="axis">Which dimension.</param>
    /// <param name="parameter">The parameter's name.</param>
    /// <exception cref="ArgumentException">The tensor has no such dimension.</exception>
    public static int Size<T>(in ReadOnlyTensorSpan<T> tensor, int axis, string parameter)
    {
        return axis < tensor.Rank
            ? checked((int)tensor.Lengths[axis])
            : throw new ArgumentException($"'{parameter}' has rank {tensor.Rank}; more than {axis} dimensions are needed.", parameter);
    }

    /// <summary>One dimension of a bound array.</summary>
    /// <param name="tensors">The arrays by ONNX name.</param>
    /// <param name="name">The array's name.</param>
    /// <param name="axis">Which dimension.</param>
    /// <param name="rank">How many dimensions it must have, because a flat array does not tell them.</param>
    /// <exception cref="ArgumentException">There is no such array, or it has another rank.</exception>
    public static int Size(IReadOnlyDictionary<string, Array> tensors, string name, int axis, int rank)
    {
        var array = Find(tensors, name);
        return array.Rank == rank
            ? array.GetLength(axis)
            : throw new ArgumentException(
                $"The array for '{name}' has {array.Rank} dimensions; pass one with {rank}, " +
                "because its open dimensions cannot be told from its length.",
                nameof(tensors));
    }

    /// <summary>The elements of a tensor of exactly this shape.</summary>
    /// <typeparam name="T">Its element type.</typeparam>
    /// <param name="tensor">The tensor; its memory must be dense.</param>
    /// <param name="shape">The shape that it must have.</param>
    /// <param name="parameter">The parameter's name.</param>
    /// <exception cref="ArgumentException">It has another shape, or gaps.</exception>
    public static ReadOnlySpan<T> Elements<T>(in ReadOnlyTensorSpan<T> tensor, ReadOnlySpan<int> shape, string parameter)
    {
        CheckShape(tensor, shape, parameter);
        return tensor.FlattenedLength == 0
            ? []
            : MemoryMarshal.CreateReadOnlySpan(in tensor.GetPinnableReference(), checked((int)tensor.FlattenedLength));
    }

    /// <inheritdoc cref="Elements{T}(in ReadOnlyTensorSpan{T}, ReadOnlySpan{int}, string)"/>
    public static Span<T> Elements<T>(in TensorSpan<T> tensor, ReadOnlySpan<int> shape, string parameter)
    {
        CheckShape(tensor.AsReadOnlyTensorSpan(), shape, parameter);
        return tensor.FlattenedLength == 0
            ? []
            : MemoryMarshal.CreateSpan(ref tensor.GetPinnableReference(), checked((int)tensor.FlattenedLength));
    }

    /// <summary>The elements of a bound array, of any rank, in row-major order.</summary>
    /// <typeparam name="T">The element type that it must have.</typeparam>
    /// <param name="tensors">The arrays by ONNX name.</param>
    /// <param name="name">The array's name.</param>
    /// <exception cref="ArgumentException">There is no such array, or it has another element type.</exception>
    public static Span<T> Elements<T>(IReadOnlyDictionary<string, Array> tensors, string name)
        where T : unmanaged
    {
        var array = Find(tensors, name);
        // The runtime lets an int[] pass for a uint[]; only the exact type will do.
        if (array.GetType().GetElementType() != typeof(T))
        {
            throw new ArgumentException(
                $"The array for '{name}' holds {array.GetType().GetElementType()}; {typeof(T)} is needed.", nameof(tensors));
        }

        return MemoryMarshal.CreateSpan(ref Unsafe.As<byte, T>(ref MemoryMarshal.GetArrayDataReference(array)), array.Length);
    }

    [DoesNotReturn]
    private static void ThrowOverlap(string input, string output)
    {
        throw new ArgumentException($"'{output}' overlaps '{input}' in memory.", output);
    }

    private static Array Find(IReadOnlyDictionary<string, Array> tensors, string name)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        return tensors.TryGetValue(name, out var array) && array is not null
            ? array
            : throw new ArgumentException($"There is no array for '{name}'.", nameof(tensors));
    }

    private static void CheckShape<T>(in ReadOnlyTensorSpan<T> tensor, ReadOnlySpan<int> shape, string parameter)
    {
        var matches = tensor.Rank == shape.Length;
        for (var axis = 0; matches && axis < shape.Length; axis++)
        {
            matches = tensor.Lengths[axis] == shape[axis];
        }

        if (!matches)
        {
            var (actual, expected) = (string.Join(", ", tensor.Lengths.ToArray()), string.Join(", ", shape.ToArray()));
            throw new ArgumentException($"'{parameter}' has the shape [{actual}]; [{expected}] is needed.", parameter);
        }

        if (!tensor.IsDense)
        {
            throw new ArgumentException($"'{parameter}' has gaps or repetitions between its elements; pass a dense tensor.", parameter);
        }
    }
}
