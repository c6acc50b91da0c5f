using System.Globalization;
using QuantGen.Compiler.Diagnostics;
using QuantGen.Compiler.Onnx.Proto;

namespace QuantGen.Compiler.Onnx;

/// <summary>Tensors whose bytes lie in a file beside the model.</summary>
internal static class ExternalData
{
    /// <summary>Reads the bytes of a tensor.</summary>
    /// <param name="modelFile">The model.</param>
    /// <param name="tensor">A tensor with external data.</param>
    /// <param name="bytes">How many bytes its type and shape demand.</param>
    /// <exception cref="CompilationException">The file is missing, too short, or not in the model's folder.</exception>
    public static byte[] Read(string modelFile, TensorProto tensor, long bytes)
    {
        var path = Locate(modelFile, tensor);
        var offset = Number(modelFile, tensor, "offset") ?? 0;
        var length = Number(modelFile, tensor, "length") ?? bytes;
        if (length != bytes)
        {
            throw Invalid(modelFile, tensor, $"it has {length} bytes where the shape needs {bytes}");
        }

        try
        {
            using var stream = File.OpenRead(path);
            if (offset > stream.Length - bytes)
            {
                throw Invalid(modelFile, tensor, $"'{Entry(tensor, "location")}' ends before byte {offset + bytes}");
            }

            stream.Position = offset;
            var data = new byte[bytes];
            stream.ReadExactly(data);
            return data;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Invalid(modelFile, tensor, exception.Message);
        }
    }

    /// <summary>
    /// The full path of a tensor's file, whether or not it exists. It must stay in the model's folder, links resolved: a model is data, and must not
    /// read other files.
    /// </summary>
    /// <exception cref="CompilationException">It does not, or none is named.</exception>
    public static string Locate(string modelFile, TensorProto tensor)
    {
        var location = Entry(tensor, "location") is { Length: > 0 } entry ? entry : throw Invalid(modelFile, tensor, "it names no location");
        var folder = Path.GetDirectoryName(Path.GetFullPath(modelFile))!;
        if (location.Contains('\0') || Path.IsPathRooted(location) || location.Split('/', '\\').Contains(".."))
        {
            throw Invalid(modelFile, tensor, $"'{location}' leads out of the model's folder");
        }

        var path = Path.GetFullPath(Path.Combine(folder, location.Replace('\\', '/')));
        for (var part = path; part.Length > folder.Length; part = Path.GetDirectoryName(part)!)
        {
            var target = Path.Exists(part) ? new FileInfo(part).ResolveLinkTarget(returnFinalTarget: true) : null;
            if (target is not null && !target.FullName.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            {
                throw Invalid(modelFile, tensor, $"'{location}' is a link that leads out of the model's folder");
            }
        }

        return path;
    }

    private static string? Entry(TensorProto tensor, string key)
    {
        return tensor.ExternalData.FirstOrDefault(entry => entry.Key == key)?.Value;
    }

    private static long? Number(string modelFile, TensorProto tensor, string key)
    {
        if (Entry(tensor, key) is not { } text)
        {
            return null;
        }

        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Invalid(modelFile, tensor, $"its {key} '{text}' is not a number");
    }

    private static CompilationException Invalid(string modelFile, TensorProto tensor, string reason)
    {
        return new CompilationException(DiagnosticCatalog.ExternalDataInvalid(modelFile, tensor.Name, reason));
    }
}
