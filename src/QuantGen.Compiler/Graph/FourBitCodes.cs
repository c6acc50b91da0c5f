namespace QuantGen.Compiler.Graph;

/// <summary>Unsigned 4-bit codes as ONNX and its runtimes store them: a byte holds two, the first in its low half.</summary>
internal static class FourBitCodes
{
    /// <summary>Packs codes without gaps; the high half of a last single one is zero.</summary>
    /// <param name="codes">From 0 to 15.</param>
    public static byte[] Pack(ReadOnlySpan<byte> codes)
    {
        return PackRows(codes, codes.Length, (codes.Length + 1) / 2);
    }

    /// <summary>Packs rows of codes, each in bytes of its own; what is left of a row's bytes is zero.</summary>
    /// <param name="codes">From 0 to 15, <c>[rows, rowLength]</c>.</param>
    /// <param name="rowLength">Codes of a row.</param>
    /// <param name="rowBytes">Bytes of a packed row, at least half as many.</param>
    public static byte[] PackRows(ReadOnlySpan<byte> codes, int rowLength, int rowBytes)
    {
        var packed = new byte[codes.IsEmpty ? 0 : codes.Length / rowLength * rowBytes];
        for (var i = 0; i < codes.Length; i++)
        {
            var (row, position) = Math.DivRem(i, rowLength);
            packed[(row * rowBytes) + (position / 2)] |= (byte)(codes[i] << (position % 2 * 4));
        }

        return packed;
    }

    /// <summary>The code at an index, from 0 to 15.</summary>
    public static byte At(ReadOnlySpan<byte> packed, long index)
    {
        return (byte)((packed[(int)(index / 2)] >> (int)(index % 2 * 4)) & 0xF);
    }
}
