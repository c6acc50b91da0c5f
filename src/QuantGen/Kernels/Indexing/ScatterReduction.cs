using System.ComponentModel;

namespace QuantGen.Kernels;

/// <summary>What a scatter does with an element that is there already.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public enum ScatterReduction
{
    /// <summary>It is replaced.</summary>
    None,

    /// <summary>The update is added.</summary>
    Add,

    /// <summary>It is multiplied by the update.</summary>
    Mul,

    /// <summary>The smaller of both stays.</summary>
    Min,

    /// <summary>The larger of both stays.</summary>
    Max,
}
