using QuantGen.Compiler.Graph;

namespace QuantGen.Compiler.Operators;

/// <summary>An operator with an optional input of one constant per output channel.</summary>
internal interface IChannelBias
{
    /// <summary>Index of the bias input.</summary>
    int BiasInput { get; }

    /// <summary>The output's axis of channels; null for a node that takes no bias.</summary>
    int? ChannelAxis(Node node);

    /// <summary>Output channels of a node that has an axis of them; 0 of another.</summary>
    int Channels(Node node)
    {
        return ChannelAxis(node) is { } axis ? (int)(node.Output.Dimensions[axis].Value ?? 0) : 0;
    }
}
