namespace QuantGen.Kernels;

/// <summary>The checked arguments of a quantization whose ranges are found while running.</summary>
internal unsafe struct DynamicQuantizationArguments
{
    /// <summary><c>[Rows, Lines, Columns]</c>.</summary>
    internal float* Floats;

    /// <summary><c>[Rows, Lines, Columns]</c>, lines padded to four bytes.</summary>
    internal byte* Bytes;

    /// <summary>One for each row, written.</summary>
    internal float* Scales;

    /// <summary>One for each row, written.</summary>
    internal byte* ZeroPoints;

    /// <summary>What has a scale of its own: a token, a sample, or the whole tensor.</summary>
    internal int Rows;

    /// <summary>Lines of a row, each padded: 1 for a token, the positions of an image.</summary>
    internal int Lines;

    /// <summary>Values of a line.</summary>
    internal int Columns;
}
