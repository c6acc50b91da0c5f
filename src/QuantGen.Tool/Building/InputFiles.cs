using QuantGen.Compiler.Calibration.Data;
using QuantGen.Compiler.Onnx;

namespace QuantGen.Tool.Building;

/// <summary>The files and folders that a compilation reads, whether or not they exist.</summary>
internal static class InputFiles
{
    /// <summary>The model and the files that hold its external data.</summary>
    /// <exception cref="Compiler.Diagnostics.CompilationException">The model cannot be read.</exception>
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
            ? Directory.GetFiles(path).Where(SampleGroups.IsSupported).Order(StringComparer.Ordinal).Prepend(path)
            : [path];
    }
}
