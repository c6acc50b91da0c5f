namespace QuantGen;

/// <summary>How a model is quantized.</summary>
public enum QuantizationMode
{
    /// <summary>uint8 activations with scales fixed by calibration, int8 weights per output channel.</summary>
    Static,

    /// <summary>uint8 activations with one scale per row found while running, int8 weights per output channel. Needs no data.</summary>
    Dynamic,

    /// <summary>float activations, weights stored in int8, int4 or 16-bit floats. Needs no data.</summary>
    WeightOnly,

    /// <summary>What the model says: it is already quantized (QDQ, QOperator or dynamic).</summary>
    Imported,
}
