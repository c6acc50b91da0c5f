namespace QuantGen.Compiler;

/// <summary>Files that appear whole or not at all.</summary>
internal static class AtomicFile
{
    /// <summary>What unfinished files end in.</summary>
    public const string TemporaryExtension = ".tmp";

    private static readonly Lock Writing = new();

    /// <summary>Writes a file, beside it first, then over it.</summary>
    /// <exception cref="IOException">It cannot be written; what was there is still there.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        lock (Writing)
        {
            // Named after the process: two builds may write the same scale table at once.
            var temporary = $"{path}.{Environment.ProcessId}{TemporaryExtension}";
            try
            {
                File.WriteAllBytes(temporary, content);
                File.Move(temporary, path, overwrite: true);
            }
            finally
            {
                File.Delete(temporary);
            }
        }
    }

    /// <summary>Writes a file unless it has this content already: it then keeps its time.</summary>
    /// <inheritdoc cref="Write"/>
    public static void WriteIfDifferent(string path, ReadOnlySpan<byte> content)
    {
        if (File.Exists(path) && new FileInfo(path).Length == content.Length && content.SequenceEqual(File.ReadAllBytes(path)))
        {
            return;
        }

        Write(path, content);
    }

    /// <summary>Waits for the file that is being written and lets no other begin: the process is about to end.</summary>
    public static void Close()
    {
        Writing.Enter();
    }
}
