using System.Text;

namespace QuantGen.Compiler.Tests.Calibration;

/// <summary>A folder for one test, deleted with it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("quantgen-").FullName;

    /// <summary>The full path of a file in the folder.</summary>
    public string this[string file] => System.IO.Path.Combine(Path, file);

    /// <summary>Writes a text file and returns its path.</summary>
    public string Write(string file, string text)
    {
        File.WriteAllText(this[file], text, new UTF8Encoding(false));
        return this[file];
    }

    public void Dispose()
    {
        Directory.Delete(Path, recursive: true);
    }
}
