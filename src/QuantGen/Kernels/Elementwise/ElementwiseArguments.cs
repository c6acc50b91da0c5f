namespace QuantGen.Kernels;

/// <summary>The checked arguments of an element-wise operation on two quantized tensors, as rows of bytes.</summary>
internal unsafe struct ElementwiseArguments
{
    /// <summary>The left operand, rows side by side.</summary>
    internal byte* Left;

    /// <summary>The right operand: as the left one, or one row for every <see cref="RowsPerRight"/> rows of it.</summary>
    internal byte* Right;

    /// <summary>The output, as the left operand.</summary>
    internal byte* Output;

    /// <summary>Rows of the left operand.</summary>
    internal int Rows;

    /// <summary>Bytes of one row.</summary>
    internal int Columns;

    /// <summary>Rows of the left operand that meet the same row of the right one.</summary>
    internal int RowsPerRight;

    /// <summary>How to add; unused when multiplying.</summary>
    internal QuantizedAddition Addition;

    /// <summary>How to multiply; unused when adding.</summary>
    internal QuantizedMultiplication Multiplication;
}
