using System.ComponentModel;
using System.Numerics;

namespace QuantGen.Kernels;

/// <summary>Operations that read or write elements at indices which are data. Negative indices count from the end.</summary>
/// <remarks>
/// Output and input must not overlap. Every method throws <see cref="ArgumentException"/> when a span is too short, and
/// <see cref="ArgumentOutOfRangeException"/> when an index is out of range; then nothing has been written.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public static partial class Indexing
{
    /// <summary>For each index, the element at its own place but for one axis, along which the index says where.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="input">The shape <paramref name="inputShape"/>.</param>
    /// <param name="indices">The shape <paramref name="shape"/>.</param>
    /// <param name="output">The same shape.</param>
    /// <param name="inputShape">The input's shape.</param>
    /// <param name="shape">The output's shape; no axis but the indexed one is longer than the input's.</param>
    /// <param name="axis">The indexed axis.</param>
    public static void GatherElements<T>(
        ReadOnlySpan<T> input, ReadOnlySpan<long> indices, Span<T> output, ReadOnlySpan<int> inputShape, ReadOnlySpan<int> shape, int axis)
        where T : unmanaged
    {
        KernelChecks.AtLeast(input, ShapeChecks.Elements(inputShape));
        KernelChecks.AtLeast<T>(output, ShapeChecks.Elements(shape));
        CheckElements(indices, inputShape, shape, axis);
        var walk = new ElementWalk(inputShape, shape, axis);
        for (var i = 0; i < (int)ShapeChecks.Elements(shape); i++)
        {
            output[i] = input[walk.Offset(i, indices[i])];
        }
    }

    /// <summary>A copy of the input, with updates at their own place but for one axis, along which an index says where, in the order of the updates.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="input">The shape <paramref name="inputShape"/>.</param>
    /// <param name="indices">The shape <paramref name="shape"/>.</param>
    /// <param name="updates">The same shape.</param>
    /// <param name="output">The input's shape.</param>
    /// <param name="inputShape">The input's shape.</param>
    /// <param name="shape">The updates' shape; no axis but the indexed one is longer than the input's.</param>
    /// <param name="axis">The indexed axis.</param>
    /// <param name="reduction">What happens to the element that is there.</param>
    public static void ScatterElements<T>(
        ReadOnlySpan<T> input,
        ReadOnlySpan<long> indices,
        ReadOnlySpan<T> updates,
        Span<T> output,
        ReadOnlySpan<int> inputShape,
        ReadOnlySpan<int> shape,
        int axis,
        ScatterReduction reduction)
        where T : unmanaged, INumber<T>
    {
        var elements = (int)ShapeChecks.Elements(inputShape);
        KernelChecks.AtLeast(input, elements);
        KernelChecks.AtLeast<T>(output, elements);
        KernelChecks.AtLeast(updates, ShapeChecks.Elements(shape));
        CheckElements(indices, inputShape, shape, axis);
        input[..elements].CopyTo(output);
        var walk = new ElementWalk(inputShape, shape, axis);
        for (var i = 0; i < (int)ShapeChecks.Elements(shape); i++)
        {
            ref var element = ref output[walk.Offset(i, indices[i])];
            element = Reduce(element, updates[i], reduction);
        }
    }

    private static void CheckElements(ReadOnlySpan<long> indices, ReadOnlySpan<int> inputShape, ReadOnlySpan<int> shape, int axis)
    {
        ShapeChecks.SameRank(inputShape, shape);
        KernelChecks.AtLeast(indices, ShapeChecks.Elements(shape));
        for (var i = 0; i < shape.Length; i++)
        {
            KernelChecks.Require(i == axis || shape[i] <= inputShape[i], "An axis is longer than the input's.");
        }

        foreach (var index in indices[..(int)ShapeChecks.Elements(shape)])
        {
            CheckIndex(index, inputShape[axis]);
        }
    }

    private static void CheckIndex(long index, int length)
    {
        if (index < -length || index >= length)
        {
            throw new ArgumentOutOfRangeException(nameof(index), index, $"The index is not in the range of an axis of {length} elements.");
        }
    }

    private static T Reduce<T>(T element, T update, ScatterReduction reduction)
        where T : unmanaged, INumber<T>
    {
        return reduction switch
        {
            ScatterReduction.Add => element + update,
            ScatterReduction.Mul => element * update,
            ScatterReduction.Min => T.Min(element, update),
            ScatterReduction.Max => T.Max(element, update),
            _ => update,
        };
    }

    /// <summary>Turns the position in a tensor of indices into one of the indexed tensor.</summary>
    private readonly ref struct ElementWalk(ReadOnlySpan<int> inputShape, ReadOnlySpan<int> shape, int axis)
    {
        private readonly ReadOnlySpan<int> _inputShape = inputShape;
        private readonly ReadOnlySpan<int> _shape = shape;

        public int Offset(int position, long index)
        {
            var (offset, stride) = (0, 1);
            for (var i = _shape.Length - 1; i >= 0; i--)
            {
                var coordinate = position % _shape[i];
                position /= _shape[i];
                if (i == axis)
                {
                    coordinate = (int)(index < 0 ? index + _inputShape[i] : index);
                }

                offset += coordinate * stride;
                stride *= _inputShape[i];
            }

            return offset;
        }
    }
}
