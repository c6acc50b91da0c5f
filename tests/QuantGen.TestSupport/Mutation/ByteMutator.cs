namespace QuantGen.TestSupport.Mutation;

/// <summary>Damages files in ways that happen and in ways that an attacker would choose; the same seed gives the same damage.</summary>
public sealed class ByteMutator
{
    private readonly Random _random;
    private readonly Func<byte[], byte[]>[] _mutations;

    /// <summary>Starts a sequence of mutations.</summary>
    /// <param name="seed">The same seed gives the same sequence.</param>
    public ByteMutator(int seed)
    {
        _random = new Random(seed);
        _mutations = [FlipBits, SetBytes, Truncate, DuplicateBlock, RemoveBlock, MoveBlock, FillBlock];
    }

    /// <summary>A damaged copy: one to three mutations.</summary>
    /// <param name="original">The file; it stays as it is.</param>
    public byte[] Mutate(byte[] original)
    {
        var bytes = (byte[])original.Clone();
        for (var count = _random.Next(1, 4); count > 0; count--)
        {
            bytes = _mutations[_random.Next(_mutations.Length)](bytes);
        }

        return bytes;
    }

    private byte[] FlipBits(byte[] bytes)
    {
        for (var count = _random.Next(1, 9); count > 0 && bytes.Length > 0; count--)
        {
            bytes[_random.Next(bytes.Length)] ^= (byte)(1 << _random.Next(8));
        }

        return bytes;
    }

    private byte[] SetBytes(byte[] bytes)
    {
        ReadOnlySpan<byte> values = [0, 1, 0x7F, 0x80, 0xFF];
        for (var count = _random.Next(1, 5); count > 0 && bytes.Length > 0; count--)
        {
            bytes[_random.Next(bytes.Length)] = values[_random.Next(values.Length)];
        }

        return bytes;
    }

    private byte[] Truncate(byte[] bytes)
    {
        return bytes[.._random.Next(bytes.Length + 1)];
    }

    private byte[] DuplicateBlock(byte[] bytes)
    {
        var (start, end) = Block(bytes);
        return [.. bytes[..end], .. bytes[start..end], .. bytes[end..]];
    }

    private byte[] RemoveBlock(byte[] bytes)
    {
        var (start, end) = Block(bytes);
        return [.. bytes[..start], .. bytes[end..]];
    }

    private byte[] MoveBlock(byte[] bytes)
    {
        var (start, end) = Block(bytes);
        byte[] rest = [.. bytes[..start], .. bytes[end..]];
        var target = _random.Next(rest.Length + 1);
        return [.. rest[..target], .. bytes[start..end], .. rest[target..]];
    }

    private byte[] FillBlock(byte[] bytes)
    {
        var (start, end) = Block(bytes);
        bytes.AsSpan(start, end - start).Fill((byte)(_random.Next(2) * 0xFF));
        return bytes;
    }

    /// <summary>A block of up to 64 bytes, rarely of any length.</summary>
    private (int Start, int End) Block(byte[] bytes)
    {
        var start = _random.Next(bytes.Length + 1);
        var limit = _random.Next(8) == 0 ? bytes.Length - start : Math.Min(64, bytes.Length - start);
        return (start, start + _random.Next(limit + 1));
    }
}
