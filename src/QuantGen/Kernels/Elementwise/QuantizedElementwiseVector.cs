using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace QuantGen.Kernels;

/// <summary>The element-wise operations on sixteen bytes at a time; portable vectors, whatever their width in hardware.</summary>
internal static unsafe class QuantizedElementwiseVector
{
    /// <summary>Adds.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Add(in ElementwiseArguments arguments)
    {
        var addition = new VectorAddition(arguments.Addition);
        for (var row = 0; row < arguments.Rows; row++)
        {
            var left = arguments.Left + ((long)row * arguments.Columns);
            var right = arguments.Right + ((long)(row / arguments.RowsPerRight) * arguments.Columns);
            var output = arguments.Output + ((long)row * arguments.Columns);
            var column = 0;
            for (; column <= arguments.Columns - Vector128<byte>.Count; column += Vector128<byte>.Count)
            {
                addition.Apply(Vector128.Load(left + column), Vector128.Load(right + column)).Store(output + column);
            }

            if (arguments.Columns - column is var rest and > 0)
            {
                var sum = addition.Apply(PartialBytes.Load(left + column, rest), PartialBytes.Load(right + column, rest));
                PartialBytes.Store(sum, output + column, rest);
            }
        }
    }

    /// <summary>Multiplies.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Multiply(in ElementwiseArguments arguments)
    {
        var multiplication = new VectorMultiplication(arguments.Multiplication);
        for (var row = 0; row < arguments.Rows; row++)
        {
            var left = arguments.Left + ((long)row * arguments.Columns);
            var right = arguments.Right + ((long)(row / arguments.RowsPerRight) * arguments.Columns);
            var output = arguments.Output + ((long)row * arguments.Columns);
            var column = 0;
            for (; column <= arguments.Columns - Vector128<byte>.Count; column += Vector128<byte>.Count)
            {
                multiplication.Apply(Vector128.Load(left + column), Vector128.Load(right + column)).Store(output + column);
            }

            if (arguments.Columns - column is var rest and > 0)
            {
                var product = multiplication.Apply(PartialBytes.Load(left + column, rest), PartialBytes.Load(right + column, rest));
                PartialBytes.Store(product, output + column, rest);
            }
        }
    }
}
