using QuantGen.Compiler.Calibration.Data;
using QuantGen.Compiler.Onnx;

namespace QuantGen.Compiler;

/// <summary>The files and folders that a compilation reads, whether or not they exist.</summary>
internal static class InputFiles
{
    /// <summary>The model and the files that hold its external data.</summary>
    /// <exception cref="Diagnostics.CompilationException">The model cannot be read.</exception>
    public static IEnumerable<string> OfModel(string path)
    {
        return ExternalDataFiles.Find(path).Prepend(path);
    }

    /// <summary>The file, or the folder and the files in it that hold calibration data.</summary>
    public static IEnumerable<string> OfCalibration(string? path)
    {
        if (path is null)
        {
            return [];
        }

        return Directory.Exists(path)
            ? ReadErrors.Report(path, () => Directory.GetFiles(path)).Where(SampleGroups.IsSupported).Order(StringComparer.Ordinal).Prepend(path)
            : [path];
    }

    /// <summary>Whether two paths lead to one file, links followed.</summary>
    public static bool IsSame(string left, string right)
    {
        var ignoresCase = OperatingSystem.IsWindows() || OperatingSystem.IsMacOS();
        return Resolve(left).Equals(Resolve(right), ignoresCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);
    }

    private static string Resolve(string path)
    {
        var full = Path.GetFullPath(path);
        if (Path.GetDirectoryName(full) is not { } folder)
        {
            return full;
        }

        var entry = Path.Combine(Resolve(folder), Path.GetFileName(full));
        var target = Path.Exists(entry) ? new FileInfo(entry).ResolveLinkTarget(returnFinalTarget: true) : null;
        return target is null ? entry : Resolve(target.FullName);
    }
}
