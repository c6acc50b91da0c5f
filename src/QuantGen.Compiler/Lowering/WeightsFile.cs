namespace QuantGen.Compiler.Lowering;

/// <summary>The layout of <c>Model.qweights</c>: constants one after another, each aligned and followed by slack.</summary>
internal static class WeightsFile
{
    /// <summary>Constants start at multiples of this, a cache line and the widest vector.</summary>
    public const int Alignment = 64;

    /// <summary>Kernels may read this many bytes past a constant's or tensor's end.</summary>
    public const int ReadSlack = 64;

    /// <summary>The bytes of a constant with its slack, a multiple of the alignment.</summary>
    public static byte[] Pad(ReadOnlySpan<byte> bytes)
    {
        var padded = new byte[(bytes.Length + ReadSlack + Alignment - 1) / Alignment * Alignment];
        bytes.CopyTo(padded);
        return padded;
    }
}
