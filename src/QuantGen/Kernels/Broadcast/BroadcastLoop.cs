using System.Runtime.CompilerServices;

namespace QuantGen.Kernels;

/// <summary>Walks over two broadcast operands until what is left of each is contiguous or a single value.</summary>
internal static class BroadcastLoop
{
    private enum Line
    {
        Contiguous,
        Repeated,
        Strided,
    }

    internal static void Run<TOperator, T, TResult>(
        ReadOnlySpan<T> left,
        ReadOnlySpan<T> right,
        Span<TResult> output,
        ReadOnlySpan<int> shape,
        ReadOnlySpan<int> leftStrides,
        ReadOnlySpan<int> rightStrides)
        where TOperator : struct, IBinaryOperator<T, TResult>
    {
        KernelChecks.AtLeast(left, ShapeChecks.Extent(shape, leftStrides));
        KernelChecks.AtLeast(right, ShapeChecks.Extent(shape, rightStrides));
        var elements = ShapeChecks.Elements(shape);
        KernelChecks.AtLeast(output, elements);
        if (elements != 0)
        {
            Walk<TOperator, T, TResult>(left, right, output[..(int)elements], shape, leftStrides, rightStrides);
        }
    }

    private static void Walk<TOperator, T, TResult>(
        ReadOnlySpan<T> left,
        ReadOnlySpan<T> right,
        Span<TResult> output,
        ReadOnlySpan<int> shape,
        ReadOnlySpan<int> leftStrides,
        ReadOnlySpan<int> rightStrides)
        where TOperator : struct, IBinaryOperator<T, TResult>
    {
        switch (Classify(shape, leftStrides), Classify(shape, rightStrides))
        {
            case (Line.Contiguous, Line.Contiguous):
                TOperator.Apply(left[..output.Length], right[..output.Length], output);
                break;
            case (Line.Contiguous, Line.Repeated):
                TOperator.Apply(left[..output.Length], right[0], output);
                break;
            case (Line.Repeated, Line.Contiguous):
                TOperator.Apply(left[0], right[..output.Length], output);
                break;
            case (Line.Repeated, Line.Repeated):
                TOperator.Apply(left[..1], right[0], output[..1]);
                output.Fill(output[0]);
                break;
            default:
                var inner = output.Length / shape[0];
                for (var index = 0; index < shape[0]; index++)
                {
                    Walk<TOperator, T, TResult>(
                        left[(index * leftStrides[0])..],
                        right[(index * rightStrides[0])..],
                        output.Slice(index * inner, inner),
                        shape[1..],
                        leftStrides[1..],
                        rightStrides[1..]);
                }

                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Line Classify(ReadOnlySpan<int> shape, ReadOnlySpan<int> strides)
    {
        var contiguous = true;
        var repeated = true;
        var expected = 1;
        for (var axis = shape.Length - 1; axis >= 0; axis--)
        {
            if (shape[axis] != 1)
            {
                contiguous &= strides[axis] == expected;
                repeated &= strides[axis] == 0;
                expected *= shape[axis];
            }
        }

        return contiguous ? Line.Contiguous : repeated ? Line.Repeated : Line.Strided;
    }
}
