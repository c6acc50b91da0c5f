using QuantGen.Compiler.Operators;
using QuantGen.Plan;

namespace QuantGen.Compiler.Graph;

/// <summary>Counts of multiply-adds.</summary>
internal static class Arithmetic
{
    /// <summary>Multiply-adds of a product with constant weights, for open dimensions of 1; 0 for other nodes.</summary>
    public static long MultiplyAdds(Node node)
    {
        if (node.Definition is not IChannelBias definition
            || definition.ChannelAxis(node) is not { } axis
            || node.OptionalInput(1) is not { Constant: { } weight })
        {
            return 0;
        }

        // Every output element of a channel sums over the weights of that channel.
        var channels = node.Output.Dimensions[axis].Value ?? 1;
        return Elements(node.Output) * (weight.Count / Math.Max(1, channels));
    }

    private static long Elements(Value value)
    {
        var ones = value.Dimensions.SelectMany(dimension => dimension.Symbols).Distinct().ToDictionary(symbol => symbol, _ => Dimension.One);
        return value.ElementCount.Substitute(ones).Value ?? 1;
    }
}
