using System.Text;

namespace QuantGen.Compiler.Onnx;

/// <summary>Knows files that are often found where an ONNX model should be, by how they start.</summary>
internal static class ForeignFile
{
    private const int Longest = 64;

    private static readonly (string Start, int Offset, string What, string Remedy)[] Known =
    [
        ("version https://git-lfs", 0, "it is a Git LFS pointer, which stands for the file", "Fetch the file with 'git lfs pull'."),
        ("<", 0, "it is a web page", "Download the file itself, and not the page that shows it."),
        ("PK\u0003\u0004", 0, "it is a ZIP archive, as PyTorch and Keras save models", "Export the model as ONNX, or unpack the archive."),
        ("\u0089HDF\r\n", 0, "it is an HDF5 file, as Keras saves models", "Export the model as ONNX."),
        ("TFL3", 4, "it is a TensorFlow Lite model", "Convert the model it was made from to ONNX."),
    ];

    /// <summary>What a file that could not be read as ONNX is, and what to do about it; null for one that is not known.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static (string What, string Remedy)? Recognize(string path)
    {
        using var stream = File.OpenRead(path);
        var bytes = new byte[Longest];
        var text = Encoding.Latin1.GetString(bytes, 0, stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false));
        foreach (var (start, offset, what, remedy) in Known)
        {
            if (text.AsSpan(Math.Min(offset, text.Length)).StartsWith(start, StringComparison.Ordinal))
            {
                return (what, remedy);
            }
        }

        return null;
    }
}
