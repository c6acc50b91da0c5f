namespace QuantGen.Kernels;

/// <summary>The definition of the element-wise operations: one byte at a time.</summary>
internal static unsafe class QuantizedElementwiseReference
{
    /// <summary>Adds.</summary>
    internal static void Add(in ElementwiseArguments arguments)
    {
        for (var row = 0; row < arguments.Rows; row++)
        {
            for (var column = 0; column < arguments.Columns; column++)
            {
                var left = ((long)row * arguments.Columns) + column;
                var right = ((long)(row / arguments.RowsPerRight) * arguments.Columns) + column;
                arguments.Output[left] = arguments.Addition.Apply(arguments.Left[left], arguments.Right[right]);
            }
        }
    }

    /// <summary>Multiplies.</summary>
    internal static void Multiply(in ElementwiseArguments arguments)
    {
        for (var row = 0; row < arguments.Rows; row++)
        {
            for (var column = 0; column < arguments.Columns; column++)
            {
                var left = ((long)row * arguments.Columns) + column;
                var right = ((long)(row / arguments.RowsPerRight) * arguments.Columns) + column;
                arguments.Output[left] = arguments.Multiplication.Apply(arguments.Left[left], arguments.Right[right]);
            }
        }
    }
}
