namespace QuantGen.Compiler.Operators;

/// <summary>A constant input that a node's product can read in fewer bits.</summary>
/// <param name="Index">Index of the input.</param>
/// <param name="ChannelAxis">Its axis of output channels.</param>
/// <param name="IsStack">Whether the axes before that one count matrices, each with output channels of its own.</param>
internal readonly record struct WeightInput(int Index, int ChannelAxis, bool IsStack = false)
{
    /// <summary>A shape with one axis of all output channels, and that axis.</summary>
    /// <param name="dimensions">The weight's shape.</param>
    public (int[] Shape, int ChannelAxis) Channels(IReadOnlyList<int> dimensions)
    {
        return IsStack
            ? ([dimensions.Take(ChannelAxis + 1).Aggregate(1, (product, size) => product * size), .. dimensions.Skip(ChannelAxis + 1)], 0)
            : ([.. dimensions], ChannelAxis);
    }
}
