namespace QuantGen.Kernels;

public static partial class DataMovement
{
    /// <summary>Surrounds a tensor with padding, or crops it where a pad is negative.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="input">The shape <paramref name="inputShape"/>.</param>
    /// <param name="output">The shape <paramref name="outputShape"/>.</param>
    /// <param name="inputShape">The input's shape.</param>
    /// <param name="padsBefore">Per axis, the number of elements before the first one of the input.</param>
    /// <param name="outputShape">The output's shape.</param>
    /// <param name="mode">What the padding holds.</param>
    /// <param name="value">The value of <see cref="PadMode.Constant"/>, one element; empty for zero.</param>
    /// <exception cref="ArgumentException">A span is too short, the ranks differ, or an empty axis is to be repeated.</exception>
    public static void Pad<T>(
        ReadOnlySpan<T> input,
        Span<T> output,
        ReadOnlySpan<int> inputShape,
        ReadOnlySpan<int> padsBefore,
        ReadOnlySpan<int> outputShape,
        PadMode mode,
        ReadOnlySpan<T> value)
        where T : unmanaged
    {
        ShapeChecks.SameRank(inputShape, padsBefore);
        ShapeChecks.SameRank(inputShape, outputShape);
        var inputs = ShapeChecks.Elements(inputShape);
        var outputs = ShapeChecks.Elements(outputShape);
        KernelChecks.AtLeast(input, inputs);
        KernelChecks.AtLeast<T>(output, outputs);
        if (inputs == 0 && mode != PadMode.Constant && outputs != 0)
        {
            throw new ArgumentException("An axis without elements cannot be repeated.", nameof(inputShape));
        }

        if (outputs != 0)
        {
            PadAxis(input, output[..(int)outputs], inputShape, padsBefore, outputShape, mode, value.IsEmpty ? default : value[0]);
        }
    }

    private static void PadAxis<T>(
        ReadOnlySpan<T> input,
        Span<T> output,
        ReadOnlySpan<int> inputShape,
        ReadOnlySpan<int> padsBefore,
        ReadOnlySpan<int> outputShape,
        PadMode mode,
        T value)
        where T : unmanaged
    {
        if (inputShape.IsEmpty)
        {
            output[0] = input[0];
            return;
        }

        var inputInner = (int)ShapeChecks.Elements(inputShape[1..]);
        var outputInner = output.Length / outputShape[0];
        // Where no later axis is padded, what lies between the padding is one piece.
        var isWhole = inputShape[1..].SequenceEqual(outputShape[1..]) && !padsBefore[1..].ContainsAnyExcept(0);
        for (var index = 0; index < outputShape[0]; index++)
        {
            var source = PadSource(index - padsBefore[0], inputShape[0], mode);
            if (source < 0)
            {
                // All that is before the input, or all that is behind it.
                var end = index < padsBefore[0] ? Math.Min(padsBefore[0], outputShape[0]) : outputShape[0];
                output[(index * outputInner)..(end * outputInner)].Fill(value);
                index = end - 1;
            }
            else if (isWhole && index >= padsBefore[0] && index - padsBefore[0] < inputShape[0])
            {
                var count = Math.Min(inputShape[0] - source, outputShape[0] - index);
                input.Slice(source * inputInner, count * inputInner).CopyTo(output[(index * inputInner)..]);
                index += count - 1;
            }
            else
            {
                var target = output.Slice(index * outputInner, outputInner);
                PadAxis(input[(source * inputInner)..], target, inputShape[1..], padsBefore[1..], outputShape[1..], mode, value);
            }
        }
    }

    /// <summary>The index of the input that an index relative to its start reads; -1 for the constant.</summary>
    private static int PadSource(int index, int length, PadMode mode)
    {
        if ((uint)index < (uint)length)
        {
            return index;
        }

        switch (mode)
        {
            case PadMode.Edge:
                return Math.Clamp(index, 0, length - 1);
            case PadMode.Wrap:
                return ((index % length) + length) % length;
            case PadMode.Reflect when length == 1:
                return 0;
            case PadMode.Reflect:
                var period = 2 * (length - 1);
                var folded = ((index % period) + period) % period;
                return folded < length ? folded : period - folded;
            default:
                return -1;
        }
    }
}
