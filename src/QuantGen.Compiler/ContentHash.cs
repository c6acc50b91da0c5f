using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace QuantGen.Compiler;

/// <summary>Hashes in the form that plans and scale tables write: <c>sha256:</c> and 64 hexadecimal digits in lower case.</summary>
internal static class ContentHash
{
    private const string Prefix = "sha256:";

    /// <summary>Of bytes.</summary>
    public static string OfBytes(ReadOnlySpan<byte> bytes)
    {
        return Format(SHA256.HashData(bytes));
    }

    /// <summary>Of a text in UTF-8.</summary>
    public static string OfText(string text)
    {
        return OfBytes(Encoding.UTF8.GetBytes(text));
    }

    /// <summary>Of a file's content; its name plays no part.</summary>
    public static string OfFile(string path)
    {
        using var stream = File.OpenRead(path);
        return Format(SHA256.HashData(stream));
    }

    /// <summary>Of several files in order: names without folders, and contents. A file that is renamed, added or moved in the order changes it.</summary>
    public static string OfFiles(IEnumerable<string> paths)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (var path in paths)
        {
            // The name's length keeps names and contents apart; contents are hashed on their own, so they are all of one length.
            var name = Encoding.UTF8.GetBytes(Path.GetFileName(path));
            BinaryPrimitives.WriteInt32LittleEndian(length, name.Length);
            hash.AppendData(length);
            hash.AppendData(name);
            using var stream = File.OpenRead(path);
            hash.AppendData(SHA256.HashData(stream));
        }

        return Format(hash.GetHashAndReset());
    }

    /// <summary>Whether a text has the form that this class writes.</summary>
    public static bool IsWellFormed(string text)
    {
        return text.StartsWith(Prefix, StringComparison.Ordinal)
            && text.Length == Prefix.Length + (2 * SHA256.HashSizeInBytes)
            && text.AsSpan(Prefix.Length).IndexOfAnyExcept("0123456789abcdef") < 0;
    }

    private static string Format(byte[] hash)
    {
        return Prefix + Convert.ToHexStringLower(hash);
    }
}
