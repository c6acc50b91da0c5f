namespace QuantGen.Kernels;

/// <summary>The checked arguments of a table look-up.</summary>
internal unsafe struct LookupTableArguments
{
    /// <summary>The bytes.</summary>
    internal byte* Input;

    /// <summary>Their entries.</summary>
    internal byte* Output;

    /// <summary>How many.</summary>
    internal int Length;

    /// <summary>256 entries.</summary>
    internal byte* Table;
}
