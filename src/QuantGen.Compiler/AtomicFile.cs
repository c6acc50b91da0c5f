using System.Diagnostics;
using System.Globalization;

namespace QuantGen.Compiler;

/// <summary>Files that appear whole or not at all.</summary>
internal static class AtomicFile
{
    /// <summary>What unfinished files end in.</summary>
    public const string TemporaryExtension = ".tmp";

    private static readonly Lock Writing = new();

    /// <summary>Writes a file, beside it first, then over it.</summary>
    /// <exception cref="Diagnostics.CompilationException">It cannot be written; what was there is still there.</exception>
    public static void Write(string path, byte[] content)
    {
        WriteTogether([(path, content)]);
    }

    /// <summary>Writes files unless they have these contents already: they then keep their times. All are whole before the first one appears.</summary>
    /// <exception cref="Diagnostics.CompilationException">One cannot be written.</exception>
    public static void WriteIfDifferent(params IEnumerable<(string Path, byte[] Content)> files)
    {
        WriteTogether([.. files.Where(file => !HasContent(file.Path, file.Content))]);
    }

    /// <summary>Deletes what a process that was killed left of a file. Other builds may be writing the same one at this moment.</summary>
    public static void DeleteAbandoned(string path)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (!Directory.Exists(folder))
        {
            return;
        }

        var prefix = Path.GetFileName(path) + ".";
        var unfinished = Directory.GetFiles(folder, $"*{TemporaryExtension}").Where(file => Path.GetFileName(file).StartsWith(prefix, StringComparison.Ordinal));
        foreach (var file in unfinished)
        {
            var writer = Path.GetFileNameWithoutExtension(file)[prefix.Length..];
            if (int.TryParse(writer, NumberStyles.None, CultureInfo.InvariantCulture, out var process) && !IsRunning(process))
            {
                File.Delete(file);
            }
        }
    }

    /// <summary>Waits for the file that is being written and lets no other begin: the process is about to end.</summary>
    public static void Close()
    {
        Writing.Enter();
    }

    private static void WriteTogether((string Path, byte[] Content)[] files)
    {
        lock (Writing)
        {
            try
            {
                foreach (var (path, content) in files)
                {
                    OutputFile.Report(path, () => File.WriteAllBytes(Temporary(path), content));
                }

                foreach (var (path, _) in files)
                {
                    OutputFile.Report(path, () => File.Move(Temporary(path), path, overwrite: true));
                }
            }
            finally
            {
                foreach (var (path, _) in files.Where(file => File.Exists(Temporary(file.Path))))
                {
                    File.Delete(Temporary(path));
                }
            }
        }
    }

    /// <summary>Named after the process: two builds may write the same scale table at once.</summary>
    private static string Temporary(string path)
    {
        return $"{path}.{Environment.ProcessId}{TemporaryExtension}";
    }

    private static bool HasContent(string path, byte[] content)
    {
        return File.Exists(path) && new FileInfo(path).Length == content.Length
            && OutputFile.Report(path, () => File.ReadAllBytes(path)).AsSpan().SequenceEqual(content);
    }

    private static bool IsRunning(int process)
    {
        try
        {
            using var found = Process.GetProcessById(process);
            return true;
        }
        catch (ArgumentException)
        {
            // That is how the method says no.
            return false;
        }
    }
}
