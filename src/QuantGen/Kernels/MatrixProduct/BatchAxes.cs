namespace QuantGen.Kernels;

/// <summary>The axes over which matrices are stacked.</summary>
internal readonly unsafe struct BatchAxes
{
    private readonly int* _lengths;
    private readonly int _rank;

    /// <summary>States their lengths.</summary>
    internal BatchAxes(int* lengths, int rank)
    {
        _lengths = lengths;
        _rank = rank;
    }

    /// <summary>Where a matrix starts, counted along the last axis first.</summary>
    /// <param name="matrix">Its number.</param>
    /// <param name="strides">Elements from one matrix to the next along each axis.</param>
    internal nint Offset(long matrix, int* strides)
    {
        nint offset = 0;
        for (var axis = _rank - 1; axis >= 0; axis--)
        {
            (matrix, var index) = Math.DivRem(matrix, _lengths[axis]);
            offset += (nint)index * strides[axis];
        }

        return offset;
    }
}
