namespace QuantGen.Kernels;

/// <summary>Which activations share a scale.</summary>
public enum WideScale
{
    /// <summary>All of them: the scale is known at build time.</summary>
    Fixed,

    /// <summary>Those of a row: it is found while running.</summary>
    PerRow,

    /// <summary>Those of all rows: it is found while running, and depends on what else is in the batch.</summary>
    PerTensor,
}
