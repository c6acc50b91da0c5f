using QuantGen.Findings;

namespace QuantGen.Compiler.Diagnostics;

/// <content>01xx: files.</content>
internal static partial class DiagnosticCatalog
{
    public static Diagnostic ModelMissing(DiagnosticLocation location, string file)
    {
        return Error("QG0101", location, $"The model '{file}' does not exist.{NearestFile(file)} {CorrectPath(location, "Model", ", by default the class's name with .onnx")}") with
        {
            Fix = new AttributeFix(ArgumentEdit.Set, "Model"),
        };
    }

    public static Diagnostic ModelNotOnnx(string file, string reason, string remedy = "Export it again as ONNX (protobuf).")
    {
        return Error("QG0102", new(file), $"The model is not an ONNX file: {reason}. {remedy}");
    }

    public static Diagnostic ModelTruncated(string file, string reason)
    {
        return Error("QG0103", new(file), $"The model is truncated or damaged: {reason}. Copy or export it again.");
    }

    public static Diagnostic ExternalDataInvalid(string file, string tensor, string reason)
    {
        return Error("QG0104", new(file), $"The external data of tensor '{tensor}' cannot be used: {reason}. External data must lie in the model's own folder.");
    }

    public static Diagnostic OutputIsInput(string file)
    {
        return Error("QG0105", new(file), $"The output '{file}' would replace a file that is read. Give it another name.");
    }

    public static Diagnostic OutputNotWritable(string file, string reason)
    {
        return Error("QG0106", new(file), $"The output '{file}' cannot be written: {reason} Make the folder, or give another path.");
    }

    public static Diagnostic InputFileInvalid(string file, string input, string reason)
    {
        return Error("QG0111", new(file), $"The file cannot be given to input '{input}': {reason}. {DocumentationLinks.Root}quantgen.md#run says what fits.");
    }

    public static Diagnostic OnnxRuntimeMissing(string reason)
    {
        const string Remedy = "Set QUANTGEN_ONNXRUNTIME to its native library, or run 'npm install onnxruntime-node' in this folder.";
        return Error("QG0112", new("quantgen"), $"The comparison {reason}. {Remedy}");
    }

    public static Diagnostic RunFailed(string file, string reason)
    {
        return Error("QG0113", new(file), $"The model cannot run on these inputs: {reason.TrimEnd('.')}. Give it the sizes and values that it was made for.");
    }

    private static string CorrectPath(DiagnosticLocation location, string property, string fallback)
    {
        return location.Line > 0
            ? $"Put it there or correct {property}{fallback}: it is relative to the project's folder."
            : "Put it there or correct its path.";
    }

    /// <summary>" Did you mean ...?" with a file of the same kind in the same folder, or nothing.</summary>
    private static string NearestFile(string file)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(file));
        var names = Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder, "*" + Path.GetExtension(file), new EnumerationOptions()).Select(found => Path.GetFileName(found))
            : [];
        return NearestName.Question(Path.GetFileName(file), names);
    }
}
