using System.Globalization;
using QuantGen.Compiler.Calibration.Data;
using QuantGen.TestSupport;

namespace QuantGen.EndToEnd.Tests.CommandLine;

/// <summary>A temporary folder with the digits sample's model, its data, some images and two scale tables: what the examples of the help pages run in.</summary>
public sealed class DigitsFolder : IDisposable
{
    /// <summary>How many images <c>images.npy</c> holds.</summary>
    public const int Images = 10;

    /// <summary>Makes the folder.</summary>
    public DigitsFolder()
    {
        foreach (var file in new[] { "digits.onnx", "calibration.csv", "test.csv" })
        {
            File.Copy(System.IO.Path.Combine(SharedData.Repository, "samples", "Digits", file), this[file]);
        }

        foreach (var file in new[] { "digits.scales.json", "old.scales.json" })
        {
            File.Copy(System.IO.Path.Combine(AppContext.BaseDirectory, "CommandLine", "Assets", file), this[file]);
        }

        File.WriteAllText(this["sources.txt"], "");
        float[] pixels = [.. File.ReadLines(this["calibration.csv"]).Skip(1).Take(Images)
            .SelectMany(line => line.Split(','))
            .Select(pixel => float.Parse(pixel, CultureInfo.InvariantCulture))];
        NpyFile.Write<float>(this["images.npy"], pixels, Images, 1, 8, 8);
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
