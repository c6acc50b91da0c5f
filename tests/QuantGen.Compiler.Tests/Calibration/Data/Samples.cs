using System.IO.Compression;
using QuantGen.Compiler.Calibration.Data;
using QuantGen.Compiler.Diagnostics;
using QuantGen.Plan;
using Xunit;

namespace QuantGen.Compiler.Tests.Calibration.Data;

/// <summary>Reads calibration data the way the tests of this folder look at it.</summary>
internal static class Samples
{
    public static Dimension Batch { get; } = Dimension.Symbol("N");

    public static CalibrationInput Input(params Dimension[] shape)
    {
        return new CalibrationInput("input", PlanElementType.Float32, shape);
    }

    public static List<CalibrationSample> Read(string path, params CalibrationInput[] inputs)
    {
        return [.. CalibrationSource.Open(path).Read(inputs)];
    }

    /// <summary>The values of the only input, sample by sample.</summary>
    public static float[][] ReadFloats(string path, CalibrationInput input)
    {
        return [.. Read(path, input).Select(sample => (float[])Assert.Single(sample.Inputs).Values)];
    }

    /// <summary>The only diagnostic of a read that must fail; every diagnostic points into the folder of the test.</summary>
    public static Diagnostic Fails(string path, params CalibrationInput[] inputs)
    {
        var exception = Assert.Throws<CompilationException>(() => Read(path, inputs));
        return Assert.Single(exception.Diagnostics);
    }

    public static void WriteArchive(string path, params (string Name, Action<Stream> Write)[] arrays)
    {
        using var archive = ZipFile.Open(path, ZipArchiveMode.Create);
        foreach (var (name, write) in arrays)
        {
            using var stream = archive.CreateEntry(name + ".npy").Open();
            write(stream);
        }
    }
}
