namespace QuantGen;

/// <summary>How <see cref="QuantizationMode.WeightOnly"/> stores weights.</summary>
public enum WeightFormat
{
    /// <summary>int8, one scale per output channel: about a quarter of float.</summary>
    Int8,

    /// <summary>int4, one scale per block of <see cref="QuantizeAttribute.BlockSize"/> weights: about a seventh of float.</summary>
    Int4,

    /// <summary>IEEE 754 half precision: half of float.</summary>
    Float16,

    /// <summary>The upper half of a float: its range, with eight bits of precision.</summary>
    BFloat16,
}
