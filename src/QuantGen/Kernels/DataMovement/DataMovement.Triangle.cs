namespace QuantGen.Kernels;

public static partial class DataMovement
{
    /// <summary>Keeps one triangle of each matrix and writes zeros elsewhere.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="input"><c>[batch, rows, columns]</c>.</param>
    /// <param name="output">The same shape.</param>
    /// <param name="batch">Matrices.</param>
    /// <param name="rows">Rows of a matrix.</param>
    /// <param name="columns">Columns of a matrix.</param>
    /// <param name="diagonal">The diagonal that bounds the triangle and belongs to it: 0 for the main one, positive above.</param>
    /// <param name="upper">Whether the triangle above is kept.</param>
    /// <exception cref="ArgumentException">A span is too short.</exception>
    public static void Triangle<T>(ReadOnlySpan<T> input, Span<T> output, int batch, int rows, int columns, int diagonal, bool upper)
        where T : unmanaged
    {
        KernelChecks.AtLeast(input, ShapeChecks.Elements([batch, rows, columns]));
        KernelChecks.AtLeast<T>(output, ShapeChecks.Elements([batch, rows, columns]));
        for (var row = 0; row < batch * rows; row++)
        {
            var start = (int)Math.Clamp((long)(row % rows) + diagonal + (upper ? 0 : 1), 0, columns);
            var target = output.Slice(row * columns, columns);
            input.Slice(row * columns, columns).CopyTo(target);
            (upper ? target[..start] : target[start..]).Clear();
        }
    }
}
