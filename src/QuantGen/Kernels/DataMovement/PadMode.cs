using System.ComponentModel;

namespace QuantGen.Kernels;

/// <summary>What a padded tensor holds outside the original one, as ONNX's Pad names it.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public enum PadMode
{
    /// <summary>One value.</summary>
    Constant,

    /// <summary>The tensor mirrored at its first and last element, which are not repeated.</summary>
    Reflect,

    /// <summary>The nearest element of the tensor.</summary>
    Edge,

    /// <summary>The tensor repeated.</summary>
    Wrap,
}
