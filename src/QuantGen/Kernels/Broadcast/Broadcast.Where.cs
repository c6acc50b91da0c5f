namespace QuantGen.Kernels;

public static partial class Broadcast
{
    /// <summary><c>left</c> where the condition holds, else <c>right</c>.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    public static void Where<T>(
        ReadOnlySpan<bool> condition,
        ReadOnlySpan<T> left,
        ReadOnlySpan<T> right,
        Span<T> output,
        ReadOnlySpan<int> shape,
        ReadOnlySpan<int> conditionStrides,
        ReadOnlySpan<int> leftStrides,
        ReadOnlySpan<int> rightStrides)
        where T : unmanaged
    {
        KernelChecks.AtLeast(condition, ShapeChecks.Extent(shape, conditionStrides));
        KernelChecks.AtLeast(left, ShapeChecks.Extent(shape, leftStrides));
        KernelChecks.AtLeast(right, ShapeChecks.Extent(shape, rightStrides));
        KernelChecks.AtLeast(output, ShapeChecks.Elements(shape));
        Select(condition, left, right, output, shape, conditionStrides, leftStrides, rightStrides);
    }

    private static void Select<T>(
        ReadOnlySpan<bool> condition,
        ReadOnlySpan<T> left,
        ReadOnlySpan<T> right,
        Span<T> output,
        ReadOnlySpan<int> shape,
        ReadOnlySpan<int> conditionStrides,
        ReadOnlySpan<int> leftStrides,
        ReadOnlySpan<int> rightStrides)
        where T : unmanaged
    {
        if (shape.IsEmpty)
        {
            output[0] = condition[0] ? left[0] : right[0];
            return;
        }

        var (conditionStride, leftStride, rightStride) = (conditionStrides[0], leftStrides[0], rightStrides[0]);
        if (shape.Length == 1)
        {
            var index = Selection.Fits<T>(conditionStride, leftStride, rightStride)
                ? Selection.Run(condition, left, leftStride, right, rightStride, output, shape[0])
                : 0;
            for (; index < shape[0]; index++)
            {
                output[index] = condition[index * conditionStride] ? left[index * leftStride] : right[index * rightStride];
            }

            return;
        }

        var inner = (int)ShapeChecks.Elements(shape[1..]);
        if (inner == 0)
        {
            return;
        }

        for (var index = 0; index < shape[0]; index++)
        {
            Select(
                condition[(index * conditionStride)..],
                left[(index * leftStride)..],
                right[(index * rightStride)..],
                output[(index * inner)..],
                shape[1..],
                conditionStrides[1..],
                leftStrides[1..],
                rightStrides[1..]);
        }
    }
}
