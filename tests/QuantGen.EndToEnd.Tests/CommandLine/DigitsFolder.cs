using QuantGen.TestSupport;

namespace QuantGen.EndToEnd.Tests.CommandLine;

/// <summary>A temporary folder with the digits sample's model and calibration data: what the examples of the help pages run in.</summary>
public sealed class DigitsFolder : IDisposable
{
    /// <summary>Makes the folder.</summary>
    public DigitsFolder()
    {
        foreach (var file in new[] { "digits.onnx", "calibration.csv" })
        {
            File.Copy(System.IO.Path.Combine(SharedData.Repository, "samples", "Digits", file), this[file]);
        }

        File.WriteAllText(this["sources.txt"], "");
    }

    /// <summary>The folder.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("quantgen-digits-").FullName;

    /// <summary>The full path of a file in it.</summary>
    public string this[string file] => System.IO.Path.Combine(Path, file);

    /// <summary>Deletes the folder.</summary>
    public void Dispose()
    {
        Directory.Delete(Path, recursive: true);
    }
}
