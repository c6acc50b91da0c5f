using QuantGen.Compiler;
using QuantGen.Compiler.Calibration.Data;
using QuantGen.Plan;
using QuantGen.Tool.Execution;

namespace QuantGen.Tool.Running;

/// <summary>Writes outputs as <c>.npy</c> files under their ONNX names.</summary>
internal static class OutputFiles
{
    private const string Extension = ".npy";

    /// <summary>What some file system does not take, so that the names are the same on all.</summary>
    private const string NotInFileNames = "/\\:*?\"<>|";

    /// <summary>The file name of each output, distinct even where letter case is not.</summary>
    public static IReadOnlyDictionary<string, string> Names(IEnumerable<string> outputs)
    {
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var output in outputs)
        {
            var stem = string.Concat(output.Select(character => NotInFileNames.Contains(character) || char.IsControl(character) ? '_' : character));
            var name = stem;
            for (var number = 2; !taken.Add(name); number++)
            {
                name = FormattableString.Invariant($"{stem}_{number}");
            }

            names.Add(output, name + Extension);
        }

        return names;
    }

    /// <summary>Writes a file, whole or not at all.</summary>
    /// <exception cref="Compiler.Diagnostics.CompilationException">It cannot be written.</exception>
    public static void Write(string path, Tensor tensor)
    {
        using var content = new MemoryStream();
        // NumPy has no bfloat16: its bits go out.
        var type = tensor.Type == PlanElementType.BFloat16 ? PlanElementType.UInt16 : tensor.Type;
        NpyFile.Write(content, type, tensor.Bytes, tensor.Shape);
        OutputFile.Write(path, content.ToArray());
    }
}
