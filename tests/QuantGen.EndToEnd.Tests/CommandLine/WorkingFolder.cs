using QuantGen.Compiler.Calibration.Data;
using QuantGen.TestSupport.Models;

namespace QuantGen.EndToEnd.Tests.CommandLine;

/// <summary>A temporary folder for models, arrays and what a verb makes of them.</summary>
public sealed class WorkingFolder : IDisposable
{
    /// <summary>The folder.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("quantgen-verb-").FullName;

    /// <summary>The full path of a file in it.</summary>
    public string this[string file] => System.IO.Path.Combine(Path, file);

    /// <summary>Writes a model.</summary>
    public void Add(string file, OnnxModelBuilder model)
    {
        File.WriteAllBytes(this[file], model.ToBytes());
    }

    /// <summary>Writes an array.</summary>
    public void Add<T>(string file, T[] values, params ReadOnlySpan<int> shape)
        where T : unmanaged
    {
        NpyFile.Write<T>(this[file], values, shape);
    }

    /// <summary>Reads an array of an exact type: its values and its shape.</summary>
    public (T[] Values, int[] Shape) Read<T>(string file)
        where T : unmanaged
    {
        return (NpyFile.ReadAll<T>(this[file], out var shape), [.. shape]);
    }

    /// <summary>Deletes the folder.</summary>
    public void Dispose()
    {
        Directory.Delete(Path, recursive: true);
    }
}
