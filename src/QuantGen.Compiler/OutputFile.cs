using QuantGen.Compiler.Diagnostics;

namespace QuantGen.Compiler;

/// <summary>A file that a command writes where its user said.</summary>
internal static class OutputFile
{
    /// <summary>What can be known of it is checked before a minute of calibration.</summary>
    /// <param name="path">The file to write.</param>
    /// <param name="inputs">Files that are read.</param>
    /// <exception cref="CompilationException">It would replace an input, or cannot be written there.</exception>
    public static void Check(string path, IEnumerable<string> inputs)
    {
        if (inputs.Any(input => InputFiles.IsSame(input, path)))
        {
            throw new CompilationException(DiagnosticCatalog.OutputIsInput(path));
        }

        if (Directory.Exists(path))
        {
            throw new CompilationException(DiagnosticCatalog.OutputNotWritable(path, "it is a folder."));
        }

        if (!Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(path))))
        {
            throw new CompilationException(DiagnosticCatalog.OutputNotWritable(path, "its folder does not exist."));
        }
    }

    /// <summary>Writes it: it appears whole or not at all.</summary>
    /// <exception cref="CompilationException">It cannot be written.</exception>
    public static void Write(string path, byte[] content)
    {
        AtomicFile.Write(path, content);
    }

    /// <summary>Makes a folder for such files, so that what keeps it from being written is known before a long run.</summary>
    /// <exception cref="CompilationException">It cannot be made.</exception>
    public static void CreateFolder(string path)
    {
        Report(path, () => Directory.CreateDirectory(path));
    }

    /// <summary>Does something with an output.</summary>
    /// <exception cref="CompilationException">The system refuses.</exception>
    public static void Report(string path, Action act)
    {
        Report<object?>(path, () =>
        {
            act();
            return null;
        });
    }

    /// <inheritdoc cref="Report(string, Action)"/>
    public static T Report<T>(string path, Func<T> act)
    {
        try
        {
            return act();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CompilationException(DiagnosticCatalog.OutputNotWritable(path, exception.Message));
        }
    }
}
