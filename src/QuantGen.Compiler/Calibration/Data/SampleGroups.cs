using System.IO.Compression;
using QuantGen.Compiler.Diagnostics;

namespace QuantGen.Compiler.Calibration.Data;

/// <summary>Decides which file, or which array in a file, holds which input.</summary>
internal static class SampleGroups
{
    private const string ArrayExtension = ".npy";
    private const string ArchiveExtension = ".npz";
    private const string TextExtension = ".csv";

    /// <summary>Whether the extension is one that is read.</summary>
    public static bool IsSupported(string file)
    {
        return HasExtension(file, ArrayExtension) || HasExtension(file, ArchiveExtension) || HasExtension(file, TextExtension);
    }

    /// <summary>Opens the groups in order, one after the other.</summary>
    /// <param name="path">The file or folder that the user named.</param>
    /// <param name="files">Its files, in order.</param>
    /// <param name="inputs">What the model takes, at least one.</param>
    /// <exception cref="CompilationException">While enumerating: an input has no array, or one that does not fit.</exception>
    public static IEnumerable<SampleGroup> Open(string path, IReadOnlyList<string> files, IReadOnlyList<CalibrationInput> inputs)
    {
        var tables = files.Where(file => !HasExtension(file, ArchiveExtension)).ToArray();
        var archives = files.Where(file => HasExtension(file, ArchiveExtension)).ToArray();
        var isNamed = tables.Any(file => inputs.Any(input => Names(file, input)));
        if (isNamed)
        {
            yield return new SampleGroup(path, inputs, input => OpenTable(Find(path, tables, inputs, input), input));
        }
        else if (inputs.Count == 1)
        {
            foreach (var file in tables)
            {
                yield return new SampleGroup(file, inputs, input => OpenTable(file, input));
            }
        }
        else if (archives.Length == 0)
        {
            throw InputMissing(path, inputs, inputs[0]);
        }

        foreach (var file in archives)
        {
            yield return OpenArchive(file, inputs);
        }
    }

    /// <summary>An input's name with the characters that a file name cannot hold on some system replaced by <c>_</c>.</summary>
    public static string FileNameOf(string input)
    {
        const string Reserved = "\\/:*?\"<>|";
        return string.Concat(input.Select(character => char.IsControl(character) || Reserved.Contains(character) ? '_' : character));
    }

    private static SampleGroup OpenArchive(string file, IReadOnlyList<CalibrationInput> inputs)
    {
        var archive = ReadErrors.Report(file, () => ZipFile.OpenRead(file));
        return new SampleGroup(file, inputs, Open, archive);

        ISampleReader Open(CalibrationInput input)
        {
            // The directory is read now, not when the archive is opened.
            var entries = ReadErrors.Report(
                file, () => archive.Entries.Where(entry => HasExtension(entry.FullName, ArrayExtension)).ToArray());
            var entry = Array.Find(entries, entry => entry.FullName == input.Name + ArrayExtension)
                ?? Array.Find(entries, entry => entry.FullName == FileNameOf(input.Name) + ArrayExtension)
                ?? (inputs.Count == 1 && entries.Length == 1 ? entries[0] : null)
                ?? throw InputMissing(file, inputs, input);
            var array = ReadErrors.Report(file, () => NpyFile.Open(entry.Open(), entry.Length));
            return new NpySampleReader(file, $"array '{entry.FullName}'", array, input);
        }
    }

    private static ISampleReader OpenTable(string file, CalibrationInput input)
    {
        return ReadErrors.Report<ISampleReader>(file, () => HasExtension(file, TextExtension)
            ? new CsvSampleReader(file, input)
            : new NpySampleReader(file, "the array", NpyFile.Open(file), input));
    }

    private static string Find(string path, string[] tables, IReadOnlyList<CalibrationInput> inputs, CalibrationInput input)
    {
        return Array.Find(tables, file => Names(file, input)) ?? throw InputMissing(path, inputs, input);
    }

    private static bool Names(string file, CalibrationInput input)
    {
        return Path.GetFileNameWithoutExtension(file) == FileNameOf(input.Name);
    }

    private static CompilationException InputMissing(string path, IReadOnlyList<CalibrationInput> inputs, CalibrationInput input)
    {
        var expected = $"{FileNameOf(input.Name)}{ArrayExtension} in a folder, or '{input.Name}' in an {ArchiveExtension} file";
        return new CompilationException(DiagnosticCatalog.CalibrationInputMissing(path, inputs, input.Name, expected));
    }

    private static bool HasExtension(string file, string extension)
    {
        return file.EndsWith(extension, StringComparison.OrdinalIgnoreCase);
    }
}
