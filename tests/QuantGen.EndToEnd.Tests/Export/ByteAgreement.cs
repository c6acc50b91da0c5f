using System.Globalization;
using Xunit;

namespace QuantGen.EndToEnd.Tests.Export;

/// <summary>Counts by how much the bytes of two tensors differ.</summary>
internal sealed record ByteAgreement
{
    public long Total { get; private set; }

    /// <summary>Bytes that differ by one.</summary>
    public long OneOff { get; private set; }

    /// <summary>Bytes that differ by more than one.</summary>
    public long Larger { get; private set; }

    /// <summary>The part of bytes that are the same.</summary>
    public double Identical => Total == 0 ? 1 : (double)(Total - OneOff - Larger) / Total;

    /// <summary>Compares tensors.</summary>
    public void Add(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        Assert.Equal(left.Length, right.Length);
        Total += left.Length;
        for (var i = 0; i < left.Length; i++)
        {
            var difference = Math.Abs(left[i] - right[i]);
            OneOff += difference == 1 ? 1 : 0;
            Larger += difference > 1 ? 1 : 0;
        }
    }

    /// <summary>The sum of both.</summary>
    public ByteAgreement Add(ByteAgreement other)
    {
        return new ByteAgreement { Total = Total + other.Total, OneOff = OneOff + other.OneOff, Larger = Larger + other.Larger };
    }

    public override string ToString()
    {
        return string.Create(CultureInfo.InvariantCulture, $"{100 * Identical,8:F4} % same, {OneOff} off by one, {Larger} by more, of {Total}");
    }
}
