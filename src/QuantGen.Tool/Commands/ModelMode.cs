namespace QuantGen.Tool.Commands;

/// <summary>What a verb does with a model: one of <see cref="QuantizationMode"/>, or nothing.</summary>
internal enum ModelMode
{
    /// <summary>The model as it is.</summary>
    Float,

    /// <inheritdoc cref="QuantizationMode.Static"/>
    Static,

    /// <inheritdoc cref="QuantizationMode.Dynamic"/>
    Dynamic,

    /// <inheritdoc cref="QuantizationMode.WeightOnly"/>
    WeightOnly,

    /// <inheritdoc cref="QuantizationMode.Imported"/>
    Imported,
}
