namespace QuantGen.Kernels;

/// <summary>Copies from any strided view to a contiguous tensor.</summary>
internal static class StridedCopy
{
    /// <summary>Writes the elements of a view in row-major order. The caller has checked that the view lies within the input.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="input">The memory that the view is on.</param>
    /// <param name="offset">The view's first element.</param>
    /// <param name="output">As long as the shape says.</param>
    /// <param name="shape">The view's shape; no dimension is 0 unless the output is empty.</param>
    /// <param name="strides">Per axis, elements from one index to the next; zero and negative ones too.</param>
    internal static void Run<T>(ReadOnlySpan<T> input, int offset, Span<T> output, ReadOnlySpan<int> shape, ReadOnlySpan<int> strides)
        where T : unmanaged
    {
        if (shape.IsEmpty)
        {
            output[0] = input[offset];
            return;
        }

        if (shape.Length == 1)
        {
            CopyLine(input, offset, output[..shape[0]], strides[0]);
            return;
        }

        // A whole inner part that is contiguous in the input too is copied at once.
        if (IsContiguous(shape, strides, out var elements))
        {
            input.Slice(offset, elements).CopyTo(output);
            return;
        }

        if (shape.Length == 2)
        {
            CopyLines(input, offset, output, shape, strides);
            return;
        }

        var inner = 1;
        foreach (var dimension in shape[1..])
        {
            inner *= dimension;
        }

        for (var index = 0; index < shape[0]; index++)
        {
            if (strides[0] == 0 && index > 0)
            {
                output[..inner].CopyTo(output[(index * inner)..]);
            }
            else
            {
                Run(input, offset + (index * strides[0]), output.Slice(index * inner, inner), shape[1..], strides[1..]);
            }
        }
    }

    /// <summary>Two axes without a call for each line: lines may be of a few elements.</summary>
    private static void CopyLines<T>(ReadOnlySpan<T> input, int offset, Span<T> output, ReadOnlySpan<int> shape, ReadOnlySpan<int> strides)
        where T : unmanaged
    {
        const int ShortLine = 8;
        var (lines, length, step) = (shape[0], shape[1], strides[1]);
        if (length == 1)
        {
            CopyLine(input, offset, output[..lines], strides[0]);
            return;
        }

        for (var line = 0; line < lines; line++, offset += strides[0])
        {
            var target = output.Slice(line * length, length);
            if (length > ShortLine)
            {
                CopyLine(input, offset, target, step);
                continue;
            }

            for (var index = 0; index < target.Length; index++)
            {
                target[index] = input[offset + (index * step)];
            }
        }
    }

    private static bool IsContiguous(ReadOnlySpan<int> shape, ReadOnlySpan<int> strides, out int elements)
    {
        elements = 1;
        for (var axis = shape.Length - 1; axis >= 0; axis--)
        {
            if (strides[axis] != elements && shape[axis] != 1)
            {
                return false;
            }

            elements *= shape[axis];
        }

        return true;
    }

    private static void CopyLine<T>(ReadOnlySpan<T> input, int offset, Span<T> output, int stride)
        where T : unmanaged
    {
        switch (stride)
        {
            case 0 when !output.IsEmpty:
                output.Fill(input[offset]);
                break;
            case 1:
                input.Slice(offset, output.Length).CopyTo(output);
                break;
            default:
                for (var index = 0; index < output.Length; index++)
                {
                    output[index] = input[offset + (index * stride)];
                }

                break;
        }
    }
}
