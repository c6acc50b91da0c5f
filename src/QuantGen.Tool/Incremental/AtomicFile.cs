namespace QuantGen.Tool.Incremental;

/// <summary>Files that appear whole or not at all, and keep their time while their content stays.</summary>
internal static class AtomicFile
{
    /// <summary>What unfinished files end in.</summary>
    public const string TemporaryExtension = ".tmp";

    /// <summary>Writes a file unless it has this content already.</summary>
    public static void WriteIfDifferent(string path, ReadOnlySpan<byte> content)
    {
        if (File.Exists(path) && new FileInfo(path).Length == content.Length && content.SequenceEqual(File.ReadAllBytes(path)))
        {
            return;
        }

        // Named after the process: two builds may write the same scale table at once.
        var temporary = $"{path}.{Environment.ProcessId}{TemporaryExtension}";
        File.WriteAllBytes(temporary, content);
        File.Move(temporary, path, overwrite: true);
    }
}
