namespace QuantGen.Kernels;

/// <summary>
/// What happens to an accumulator of a convolution or matrix product before it reaches the output: requantize, table, add;
/// or scale to float, by multipliers that are known at build time or with the scales that rows were quantized with while running.
/// </summary>
/// <remarks>Exactly one of <see cref="Bytes"/> and <see cref="Floats"/> is set.</remarks>
internal unsafe struct OutputStage
{
    /// <summary>The 8-bit output, or null.</summary>
    internal byte* Bytes;

    /// <summary>The float output, or null.</summary>
    internal float* Floats;

    /// <summary>Elements between two rows of the output (and of the residual).</summary>
    internal int RowStride;

    /// <summary>How a scaled accumulator becomes a byte.</summary>
    internal Requantization Requantization;

    /// <summary>256 bytes applied to the requantized byte, or null.</summary>
    internal byte* Table;

    /// <summary>A tensor of the output's shape, added to the byte, or null.</summary>
    internal byte* Residual;

    /// <summary>How the residual is added.</summary>
    internal QuantizedAddition Addition;

    /// <summary>Bounds of a float output.</summary>
    internal float Low;

    /// <inheritdoc cref="Low"/>
    internal float High;

    /// <summary>Scales found while running; without any, the multipliers alone scale a float output.</summary>
    internal DynamicScaling Dynamic;

    /// <summary>The definition: one accumulator to its place in the output.</summary>
    internal readonly void Store(long row, int channel, int accumulator, float multiplier)
    {
        var position = (row * RowStride) + channel;
        if (Dynamic.IsUsed)
        {
            Floats[position] = FloatClamp.Apply(Dynamic.Apply(row, channel, accumulator, multiplier), Low, High);
            return;
        }

        var scaled = accumulator * multiplier;
        if (Floats != null)
        {
            Floats[position] = MathF.Min(MathF.Max(scaled, Low), High);
            return;
        }

        var value = Requantization.Apply(scaled);
        if (Table != null)
        {
            value = Table[value];
        }

        Bytes[position] = Residual != null ? Addition.Apply(value, Residual[position]) : value;
    }
}
