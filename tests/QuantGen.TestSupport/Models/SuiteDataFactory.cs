using System.Globalization;
using QuantGen.Compiler.Calibration.Data;
using QuantGen.OnnxRuntime;

namespace QuantGen.TestSupport.Models;

/// <summary>Prepares the shared data for a model, as <c>shared/models/README.md</c> says that the model takes it.</summary>
/// <param name="calibrationFile">Where prepared calibration data goes (<c>.npy</c>).</param>
internal sealed class SuiteDataFactory(string calibrationFile)
{
    /// <summary>CSV files that need no preparation; the last column of the test file is the label.</summary>
    public SuiteData Csv(string calibration, string test, params int[] sampleShape)
    {
        var rows = File.ReadLines(SharedData.Models(test)).Skip(1)
            .Select(line => Array.ConvertAll(line.Split(','), cell => float.Parse(cell, CultureInfo.InvariantCulture)))
            .ToArray();
        var evaluation = OrtTensor.Create(rows.SelectMany(row => row[..^1]).ToArray(), [rows.Length, .. sampleShape]);
        return new SuiteData(SharedData.Models(calibration), evaluation, Array.ConvertAll(rows, row => (int)row[^1]));
    }

    /// <summary>Handwritten digits, <c>[N, 1, 28, 28]</c>.</summary>
    /// <param name="normalize">From a pixel, 0 to 255, to what the model takes.</param>
    public SuiteData Mnist(Func<float, float> normalize)
    {
        return Labelled<byte>("data/mnist/calib_u8.npy", "data/mnist/test_u8.npy", "data/mnist/test_y.npy",
            pixel => normalize(pixel));
    }

    /// <summary>Spoken words as spectrograms, <c>[N, 1, 49, 10]</c>; scale and zero point are those of <c>data/kws01/README.md</c>.</summary>
    public SuiteData KeywordSpotting()
    {
        return Labelled<sbyte>("data/kws01/calib_i8.npy", "data/kws01/test_i8.npy", "data/kws01/test_y.npy",
            value => (value - 83) * 0.5847029f);
    }

    /// <summary>Photos as <c>[N, 3, 240, 320]</c>, red, green and blue from about -1 to 1.</summary>
    public SuiteData Photos()
    {
        return Alternating(ReadPhotos().Select(photo => photo.ToPlanes(value => (value - 127) / 128f)), 3, Photo.Height, Photo.Width);
    }

    /// <summary>The luminance of photos, 0 to 1, resized to squares: <c>[N, 1, side, side]</c>.</summary>
    public SuiteData PhotoLuminance(int side)
    {
        return Alternating(ReadPhotos().Select(photo => photo.ToLuminance(side)), 1, side, side);
    }

    private static IEnumerable<Photo> ReadPhotos()
    {
        var pixels = NpyFile.ReadAll<byte>(SharedData.Models("data/photos/crops_u8_24x240x320x3.npy"), out _);
        return pixels.Chunk(Photo.Height * Photo.Width * 3).Select(photo => new Photo(photo));
    }

    private SuiteData Labelled<T>(string calibration, string test, string labels, Converter<T, float> convert)
        where T : unmanaged
    {
        var calibrationValues = NpyFile.ReadAll<T>(SharedData.Models(calibration), out var calibrationShape);
        NpyFile.Write<float>(calibrationFile, Array.ConvertAll(calibrationValues, convert), [.. calibrationShape]);

        var testValues = NpyFile.ReadAll<T>(SharedData.Models(test), out var testShape);
        var evaluation = OrtTensor.Create(Array.ConvertAll(testValues, convert), [.. testShape]);
        return new SuiteData(calibrationFile, evaluation, NpyFile.ReadAll<int>(SharedData.Models(labels), out _));
    }

    /// <summary>Even samples to calibrate, odd ones to measure, so that both halves see both of the photos' scenes.</summary>
    private SuiteData Alternating(IEnumerable<float[]> samples, params int[] sampleShape)
    {
        var halves = samples.Index().ToLookup(sample => sample.Index % 2 == 0, sample => OrtTensor.Create(sample.Item, sampleShape));
        var calibration = OrtTensor.Stack([.. halves[true]], newAxis: true);
        NpyFile.Write<float>(calibrationFile, calibration.Get<float>(), [.. calibration.Dimensions]);
        return new SuiteData(calibrationFile, OrtTensor.Stack([.. halves[false]], newAxis: true), null);
    }
}
