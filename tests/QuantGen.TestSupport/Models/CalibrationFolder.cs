using QuantGen.Compiler.Calibration.Data;
using QuantGen.Compiler.Graph;

namespace QuantGen.TestSupport.Models;

/// <summary>A temporary folder with calibration data as <c>[Quantize(Calibration = ...)]</c> takes it: a file for each input.</summary>
public sealed class CalibrationFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("quantgen-calibration-");

    /// <summary>Writes the data.</summary>
    /// <param name="inputs">An array for each input.</param>
    /// <param name="mostSamples">How many samples of each to write; fewer where there are fewer.</param>
    public CalibrationFolder(IEnumerable<RecordedInput> inputs, int mostSamples)
    {
        foreach (var input in inputs)
        {
            var values = input.Slice(0, Math.Min(mostSamples, input.Count)).Values;
            using var file = File.Create(System.IO.Path.Combine(Path, $"{SampleGroups.FileNameOf(input.Name)}.npy"));
            NpyFile.Write(file, ElementTypes.Of(values.Data.GetType().GetElementType()!), values.Bytes, values.Dimensions);
        }
    }

    /// <summary>What the attribute names.</summary>
    public string Path => _folder.FullName;

    /// <summary>Deletes it.</summary>
    public void Dispose()
    {
        _folder.Delete(recursive: true);
    }
}
