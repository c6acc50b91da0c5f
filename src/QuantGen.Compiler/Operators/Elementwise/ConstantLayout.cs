using QuantGen.Compiler.Graph;

namespace QuantGen.Compiler.Operators.Elementwise;

/// <summary>Brings constants into the layout of the activations they meet, at build time.</summary>
internal static class ConstantLayout
{
    /// <summary>A constant of shape [N, C, spatial...], leading ones left out, as [N, spatial..., C].</summary>
    /// <param name="constant">Of at most <paramref name="rank"/> axes.</param>
    /// <param name="rank">The rank of the activations, at least 3.</param>
    public static TensorData ToChannelsLast(TensorData constant, int rank)
    {
        int[] shape = [.. Enumerable.Repeat(1, rank - constant.Rank), .. constant.Dimensions];
        var (batch, channels) = (shape[0], shape[1]);
        var spatial = shape.Skip(2).Aggregate(1, (product, dimension) => product * dimension);
        var size = constant.Type.Size();
        var source = constant.Bytes;
        var result = new byte[source.Length];
        for (var i = 0; i < batch * spatial * channels; i++)
        {
            var (sample, position, channel) = (i / (spatial * channels), i / channels % spatial, i % channels);
            var from = ((((sample * channels) + channel) * spatial) + position) * size;
            source.Slice(from, size).CopyTo(result.AsSpan(i * size));
        }

        return TensorData.FromBytes(constant.Type, [batch, .. shape.Skip(2), channels], result);
    }
}
