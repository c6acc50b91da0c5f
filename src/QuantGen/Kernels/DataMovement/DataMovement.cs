using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace QuantGen.Kernels;

/// <summary>Operations that move elements without changing them, for every unmanaged element type.</summary>
/// <remarks>Shapes are outermost axis first. Output and input must not overlap.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public static partial class DataMovement
{
    /// <summary>Elements of a block up to which a call to copy it takes longer than copying it.</summary>
    private const int ShortBlock = 8;

    /// <summary>Copies a tensor.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="input">What to copy.</param>
    /// <param name="output">At least as long.</param>
    /// <exception cref="ArgumentException">The output is shorter than the input.</exception>
    public static void Copy<T>(ReadOnlySpan<T> input, Span<T> output)
        where T : unmanaged
    {
        input.CopyTo(output);
    }

    /// <summary>Writes numbers that are known when the model runs: dimensions read as data.</summary>
    /// <param name="output">At least as long as <paramref name="values"/>.</param>
    /// <param name="values">The numbers.</param>
    /// <exception cref="ArgumentException">The output is too short.</exception>
    public static void Write(Span<long> output, ReadOnlySpan<int> values)
    {
        KernelChecks.AtLeast<long>(output, values.Length);
        for (var i = 0; i < values.Length; i++)
        {
            output[i] = values[i];
        }
    }

    /// <inheritdoc cref="Write(Span{long}, ReadOnlySpan{int})"/>
    public static void Write(Span<int> output, ReadOnlySpan<int> values)
    {
        KernelChecks.AtLeast<int>(output, values.Length);
        values.CopyTo(output);
    }

    /// <summary>Writes <c>first</c>, <c>first + step</c>, <c>first + 2 * step</c>, ... as far as the output goes.</summary>
    public static void Count(Span<long> output, int first, int step)
    {
        for (var i = 0; i < output.Length; i++)
        {
            output[i] = first + ((long)i * step);
        }
    }

    /// <inheritdoc cref="Count(Span{long}, int, int)"/>
    public static void Count(Span<int> output, int first, int step)
    {
        for (var i = 0; i < output.Length; i++)
        {
            output[i] = first + (i * step);
        }
    }

    /// <summary>Copies equally spaced blocks, as Concat, Split and Slice along one axis do.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="input">Where the blocks come from.</param>
    /// <param name="output">Where they go.</param>
    /// <param name="blocks">The number of blocks.</param>
    /// <param name="blockLength">Elements of a block.</param>
    /// <param name="inputStride">Elements from the start of a block to the start of the next, in the input.</param>
    /// <param name="outputStride">The same, in the output.</param>
    /// <param name="inputOffset">The first block's start in the input.</param>
    /// <param name="outputOffset">The first block's start in the output.</param>
    /// <exception cref="ArgumentException">A span is too short.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A length, stride or offset is negative.</exception>
    public static void CopyBlocks<T>(
        ReadOnlySpan<T> input, Span<T> output, int blocks, int blockLength, int inputStride, int outputStride, int inputOffset, int outputOffset)
        where T : unmanaged
    {
        ArgumentOutOfRangeException.ThrowIfNegative(Math.Min(inputOffset, outputOffset), nameof(inputOffset));
        KernelChecks.AtLeast(input, inputOffset + ShapeChecks.Extent([blocks, blockLength], [inputStride, 1]));
        KernelChecks.AtLeast<T>(output, outputOffset + ShapeChecks.Extent([blocks, blockLength], [outputStride, 1]));
        if (blockLength <= ShortBlock)
        {
            CopyShortBlocks(input[inputOffset..], output[outputOffset..], blocks, blockLength, inputStride, outputStride);
            return;
        }

        for (var block = 0; block < blocks; block++)
        {
            input.Slice(inputOffset + (block * inputStride), blockLength).CopyTo(output[(outputOffset + (block * outputStride))..]);
        }
    }

    /// <summary>Blocks of a few elements, without a call for each. The caller has checked that they lie within the spans.</summary>
    private static void CopyShortBlocks<T>(ReadOnlySpan<T> input, Span<T> output, int blocks, int blockLength, int inputStride, int outputStride)
        where T : unmanaged
    {
        ref var source = ref MemoryMarshal.GetReference(input);
        ref var target = ref MemoryMarshal.GetReference(output);
        for (var block = 0; block < blocks; block++)
        {
            for (nint index = 0; index < blockLength; index++)
            {
                Unsafe.Add(ref target, ((nint)block * outputStride) + index) = Unsafe.Add(ref source, ((nint)block * inputStride) + index);
            }
        }
    }

    /// <summary>Writes a tensor repeated along the axes whose stride is 0, as Expand and Tile do.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="input">The tensor.</param>
    /// <param name="output">The shape <paramref name="shape"/>.</param>
    /// <param name="shape">The output's shape.</param>
    /// <param name="strides">Per axis, elements of the input from one index to the next; 0 where it repeats.</param>
    /// <exception cref="ArgumentException">A span is too short, or the ranks differ.</exception>
    public static void BroadcastTo<T>(ReadOnlySpan<T> input, Span<T> output, ReadOnlySpan<int> shape, ReadOnlySpan<int> strides)
        where T : unmanaged
    {
        KernelChecks.AtLeast(input, ShapeChecks.Extent(shape, strides));
        KernelChecks.AtLeast<T>(output, ShapeChecks.Elements(shape));
        StridedCopy.Run(input, 0, output, shape, strides);
    }

    /// <summary>Takes every <c>steps[axis]</c>-th element from <c>starts[axis]</c> on.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="input">The shape <paramref name="inputShape"/>.</param>
    /// <param name="output">The shape <paramref name="outputShape"/>.</param>
    /// <param name="inputShape">The input's shape.</param>
    /// <param name="starts">Per axis, the first index; not negative.</param>
    /// <param name="steps">Per axis, the distance of the indices; it may be negative.</param>
    /// <param name="outputShape">The output's shape: per axis, the number of indices.</param>
    /// <exception cref="ArgumentException">A span is too short, or the ranks differ.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An index lies outside the input.</exception>
    public static void Slice<T>(
        ReadOnlySpan<T> input,
        Span<T> output,
        ReadOnlySpan<int> inputShape,
        ReadOnlySpan<int> starts,
        ReadOnlySpan<int> steps,
        ReadOnlySpan<int> outputShape)
        where T : unmanaged
    {
        ShapeChecks.SameRank(inputShape, starts);
        ShapeChecks.SameRank(inputShape, steps);
        ShapeChecks.SameRank(inputShape, outputShape);
        KernelChecks.AtLeast(input, ShapeChecks.Elements(inputShape));
        var length = ShapeChecks.Elements(outputShape);
        KernelChecks.AtLeast<T>(output, length);
        if (length == 0)
        {
            return;
        }

        Span<int> strides = stackalloc int[inputShape.Length];
        var offset = 0;
        var stride = 1;
        for (var axis = inputShape.Length - 1; axis >= 0; axis--)
        {
            var last = starts[axis] + ((outputShape[axis] - 1L) * steps[axis]);
            if ((uint)starts[axis] >= (uint)inputShape[axis] || last < 0 || last >= inputShape[axis])
            {
                throw new ArgumentOutOfRangeException(nameof(starts), $"The slice of axis {axis} leaves the input.");
            }

            strides[axis] = stride * steps[axis];
            offset += starts[axis] * stride;
            stride *= inputShape[axis];
        }

        StridedCopy.Run(input, offset, output, outputShape, strides);
    }
}
