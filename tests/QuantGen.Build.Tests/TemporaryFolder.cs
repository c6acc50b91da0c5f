namespace QuantGen.Build.Tests;

/// <summary>A folder for files of a test, deleted after it.</summary>
internal sealed class TemporaryFolder(string prefix) : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory(prefix).FullName;

    public string this[string file] => System.IO.Path.Combine(Path, file);

    /// <summary>Writes a file, and the folders above it.</summary>
    public void Write(string file, string text)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(this[file])!);
        File.WriteAllText(this[file], text);
    }

    public void Dispose()
    {
        Directory.Delete(Path, recursive: true);
    }
}
