using System.Globalization;
using QuantGen.Compiler;
using QuantGen.EndToEnd.Tests.CommandLine;
using QuantGen.TestSupport;

namespace QuantGen.EndToEnd.Tests.Documentation;

/// <summary>
/// A temporary folder with what the documentation's examples name: the files of <see cref="DigitsFolder"/>, the model of the spam filter, and
/// <c>keywords.int8.onnx</c>, some quantized model; and <c>raw.csv</c>, calibration data with pixels from 0 to 16.
/// </summary>
public sealed class DocumentFolder : IDisposable
{
    private readonly DigitsFolder _digits = new();

    /// <summary>Makes the folder.</summary>
    public DocumentFolder()
    {
        File.Copy(System.IO.Path.Combine(SharedData.Repository, "samples", "SpamFilter", "sms_bert.onnx"), _digits["sms_bert.onnx"]);
        OnnxQuantizer.QuantizeDynamic(_digits["digits.onnx"], _digits["keywords.int8.onnx"]);
        File.WriteAllLines(_digits["raw.csv"], File.ReadLines(_digits["calibration.csv"]).Select((row, index) => index == 0 ? row : ToSixteen(row)));
    }

    /// <summary>The folder.</summary>
    public string Path => _digits.Path;

    /// <summary>The full path of a file in it.</summary>
    public string this[string file] => _digits[file];

    /// <summary>Deletes the folder.</summary>
    public void Dispose()
    {
        _digits.Dispose();
    }

    private static string ToSixteen(string row)
    {
        return string.Join(',', row.Split(',').Select(pixel => (16 * float.Parse(pixel, CultureInfo.InvariantCulture)).ToString(CultureInfo.InvariantCulture)));
    }
}
