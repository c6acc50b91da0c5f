using System.Text.Json.Serialization;
using QuantGen.Compiler;

namespace QuantGen.Tool.Incremental;

/// <summary>What a file, or the list of files in a folder, was at some moment.</summary>
/// <param name="Path">Full path.</param>
/// <param name="Length">Bytes of a file, number of files in a folder.</param>
/// <param name="Modified">Last write in ticks of UTC; 0 for a folder and for what does not exist.</param>
/// <param name="Hash">Hash of a file's content, or of the sorted names in a folder; empty for what does not exist or cannot be read.</param>
internal sealed record FileSnapshot(string Path, long Length, long Modified, string Hash)
{
    [JsonIgnore]
    public bool IsFolder => Modified == 0 && Hash.Length != 0;

    public static FileSnapshot Take(string path)
    {
        try
        {
            return Directory.Exists(path) ? OfFolder(path) : OfFile(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Who reads it for its content reports it.
            return new FileSnapshot(path, 0, 0, "");
        }
    }

    private static FileSnapshot OfFolder(string path)
    {
        var names = Directory.GetFiles(path).Select(System.IO.Path.GetFileName).Order(StringComparer.Ordinal).ToArray();
        return new FileSnapshot(path, names.Length, 0, ContentHash.OfText(string.Join('\n', names)));
    }

    private static FileSnapshot OfFile(string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists)
        {
            return new FileSnapshot(path, 0, 0, "");
        }

        // The time is read before the content: a write in between is seen the next time.
        var modified = file.LastWriteTimeUtc.Ticks;
        return new FileSnapshot(path, file.Length, modified, ContentHash.OfFile(path));
    }

    /// <summary>
    /// The snapshot as it would be taken now when the content is still the same, otherwise null. Reads the content only when time or
    /// length differ.
    /// </summary>
    public FileSnapshot? Unchanged()
    {
        var file = new FileInfo(Path);
        if (file.Exists && file.LastWriteTimeUtc.Ticks == Modified && file.Length == Length)
        {
            return this;
        }

        var now = Take(Path);
        return now.Hash == Hash ? now : null;
    }

    /// <summary>The snapshots as of now, or null when one of the contents changed.</summary>
    public static IReadOnlyList<FileSnapshot>? Unchanged(IReadOnlyList<FileSnapshot> snapshots)
    {
        var now = snapshots.Select(snapshot => snapshot.Unchanged()).OfType<FileSnapshot>().ToArray();
        return now.Length == snapshots.Count ? now : null;
    }
}
