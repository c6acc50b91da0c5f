using System.Runtime.Intrinsics;

namespace QuantGen.Kernels;

/// <summary>Turns the stored weights of sixteen columns into floats, two steps of the reduction at a time.</summary>
/// <remarks>A block of a panel is a header, which holds what its steps share, and then its pairs of steps.</remarks>
internal unsafe interface IWeightDecoder
{
    /// <summary>Bytes at the start of a block.</summary>
    static abstract int HeaderBytes { get; }

    /// <summary>Bytes of two steps of sixteen columns.</summary>
    static abstract int PairBytes { get; }

    /// <summary>Reads a header: a weight is <c>code * scale + offset</c>.</summary>
    static abstract void ReadHeader(byte* header, out Vector512<float> scale, out Vector512<float> offset);

    /// <summary>Reads two steps.</summary>
    static abstract void ReadPair(
        byte* pair, Vector512<float> scale, Vector512<float> offset, out Vector512<float> first, out Vector512<float> second);
}
