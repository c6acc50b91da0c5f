using QuantGen.Compiler.Graph;

namespace QuantGen.Compiler.Operators;

/// <summary>An operator with an optional input of one constant per output channel.</summary>
internal interface IChannelBias
{
    /// <summary>Index of the bias input.</summary>
    int BiasInput { get; }

    /// <summary>The output's axis of channels; null for a node that takes no bias.</summary>
    int? ChannelAxis(Node node);
}
