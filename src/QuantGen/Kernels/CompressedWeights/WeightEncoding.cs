using System.ComponentModel;

namespace QuantGen.Kernels;

/// <summary>How the weights of a float product are stored. Every encoding stands for exact floats: the product is the float product of these.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public enum WeightEncoding
{
    /// <summary>int8 times a float scale per column.</summary>
    Int8,

    /// <summary>int4, stored with 8 added, times a bfloat16 scale per block of the reduction and column.</summary>
    Int4,

    /// <summary>uint4 minus a zero point, times a bfloat16 scale; both per block of the reduction and column.</summary>
    Int4ZeroPoint,

    /// <summary>IEEE 754 half precision.</summary>
    Float16,

    /// <summary>The upper half of a float.</summary>
    BFloat16,
}
