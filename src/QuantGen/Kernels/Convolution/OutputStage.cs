namespace QuantGen.Kernels;

/// <summary>
/// What happens to an accumulator of a convolution or matrix product before it reaches the output: requantize, table, add;
/// scale to float, by multipliers that are known at build time or with the scales that rows were quantized with while running; or nothing.
/// </summary>
/// <remarks>Exactly one of <see cref="Bytes"/>, <see cref="Floats"/> and <see cref="Sums"/> is set.</remarks>
internal unsafe struct OutputStage
{
    /// <summary>The 8-bit output, or null.</summary>
    internal byte* Bytes;

    /// <summary>The float output, or null.</summary>
    internal float* Floats;

    /// <summary>Accumulators as they are, <c>[panels, rows, 16]</c>, or null.</summary>
    internal int* Sums;

    /// <summary>Rows of <see cref="Sums"/>.</summary>
    internal int SumsRows;

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

    /// <summary>Where the accumulators of a row for a channel's panel go.</summary>
    internal readonly int* SumsOf(long row, int channel)
    {
        return Sums + ((((long)(channel / PackedWeights.Panel) * SumsRows) + row) * PackedWeights.Panel);
    }

    /// <summary>The definition: one accumulator to its place in the output.</summary>
    internal readonly void Store(long row, int channel, int accumulator, float multiplier)
    {
        if (Sums != null)
        {
            SumsOf(row, channel)[channel % PackedWeights.Panel] = accumulator;
            return;
        }

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
