using QuantGen.Compiler.Diagnostics;

namespace QuantGen.Compiler.Calibration.Data;

/// <summary>A file of calibration data, or a folder of such files. Nothing is held open between enumerations.</summary>
internal sealed class CalibrationSource : ICalibrationSource
{
    private readonly string _path;

    private CalibrationSource(string path, IReadOnlyList<string> files)
    {
        (_path, Files) = (path, files);
    }

    public IReadOnlyList<string> Files { get; }

    /// <summary>Finds the files; their content is read later.</summary>
    /// <param name="path">A <c>.csv</c>, <c>.npy</c> or <c>.npz</c> file, or a folder that holds some.</param>
    /// <exception cref="CompilationException">Nothing is there, or no such file.</exception>
    public static CalibrationSource Open(string path)
    {
        if (Directory.Exists(path))
        {
            var files = ReadErrors.Report(path, () => Directory.GetFiles(path))
                .Where(SampleGroups.IsSupported)
                .Order(StringComparer.Ordinal)
                .Select(Path.GetFullPath)
                .ToArray();
            return files.Length != 0
                ? new CalibrationSource(path, files)
                : throw new CompilationException(DiagnosticCatalog.CalibrationEmpty(path, "the folder has no .csv, .npy or .npz file"));
        }

        if (!File.Exists(path))
        {
            throw new CompilationException(DiagnosticCatalog.CalibrationMissing(new DiagnosticLocation(path), path));
        }

        return SampleGroups.IsSupported(path)
            ? new CalibrationSource(path, [Path.GetFullPath(path)])
            : throw new CompilationException(
                DiagnosticCatalog.CalibrationUnreadable(path, $"files with the extension '{Path.GetExtension(path)}' are not known"));
    }

    public IEnumerable<CalibrationSample> Read(IReadOnlyList<CalibrationInput> inputs)
    {
        if (inputs.Count == 0)
        {
            throw new CompilationException(DiagnosticCatalog.CalibrationEmpty(_path, "the model has no input that it could be for"));
        }

        foreach (var opened in SampleGroups.Open(_path, Files, inputs))
        {
            using var group = opened;
            var isEmpty = true;
            while (group.Read() is { } sample)
            {
                isEmpty = false;
                yield return sample;
            }

            if (isEmpty)
            {
                throw new CompilationException(DiagnosticCatalog.CalibrationEmpty(group.File, "it has no row"));
            }
        }
    }
}
