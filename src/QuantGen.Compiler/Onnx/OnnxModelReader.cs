using Google.Protobuf;
using QuantGen.Compiler.Diagnostics;
using QuantGen.Compiler.Graph;
using QuantGen.Compiler.Onnx.Proto;

namespace QuantGen.Compiler.Onnx;

/// <summary>Reads an ONNX file into a <see cref="ModelGraph"/>. Every way in which a file can be wrong ends in a diagnostic.</summary>
internal static class OnnxModelReader
{
    /// <summary>ai.onnx versions that the operators here know the differences of.</summary>
    public const int OldestOpset = 7;

    /// <inheritdoc cref="OldestOpset"/>
    public const int NewestOpset = 25;

    /// <summary>Levels of messages; an If takes three.</summary>
    private const int NestingLimit = 64;

    /// <summary>Reads a model.</summary>
    /// <param name="path">The file, as diagnostics should show it.</param>
    /// <exception cref="CompilationException">The file is missing, not ONNX, damaged, or uses what is not supported (all such nodes named).</exception>
    public static ModelGraph Read(string path)
    {
        return Import(path, ParseAny(path));
    }

    /// <summary>Turns a parsed model into a graph.</summary>
    /// <param name="path">The file, as diagnostics should show it; external data lies beside it.</param>
    /// <param name="model">Its contents.</param>
    /// <exception cref="CompilationException">The model is damaged, or uses what is not supported (all such nodes named).</exception>
    internal static ModelGraph Import(string path, ModelProto model)
    {
        CheckOpsets(path, model);
        return new OnnxGraphImporter(path, model).Import();
    }

    /// <summary>Parses the protobuf and checks that it holds a model, of any opset.</summary>
    /// <exception cref="CompilationException">It does not.</exception>
    internal static ModelProto ParseAny(string path)
    {
        if (!File.Exists(path))
        {
            throw new CompilationException(DiagnosticCatalog.ModelMissing(new DiagnosticLocation(path), path));
        }

        ModelProto model;
        try
        {
            using var stream = File.OpenRead(path);
            using var input = CodedInputStream.CreateWithLimits(stream, int.MaxValue, NestingLimit);
            model = ModelProto.Parser.ParseFrom(input);
        }
        catch (InvalidProtocolBufferException exception)
        {
            throw new CompilationException(Describe(path, exception));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CompilationException(DiagnosticCatalog.ModelNotOnnx(path, exception.Message));
        }

        if (model.Graph is null || model.Graph.Output.Count == 0)
        {
            throw new CompilationException(DiagnosticCatalog.ModelNotOnnx(path, "it holds no graph with outputs"));
        }

        ModelLimits.CheckNodes(path, model.Graph);
        return model;
    }

    /// <summary>The parser tells its exceptions apart by their text alone.</summary>
    private static Diagnostic Describe(string path, InvalidProtocolBufferException exception)
    {
        if (ForeignFile.Recognize(path) is var (what, remedy))
        {
            return DiagnosticCatalog.ModelNotOnnx(path, what, remedy);
        }

        if (exception.Message.Contains("ended unexpectedly", StringComparison.Ordinal))
        {
            return DiagnosticCatalog.ModelTruncated(path, "the file ends in the middle of a field");
        }

        var isDeep = exception.Message.Contains("levels of nesting", StringComparison.Ordinal);
        return DiagnosticCatalog.ModelNotOnnx(path, isDeep ? $"it nests deeper than {NestingLimit} levels" : "it cannot be parsed as protobuf");
    }

    private static void CheckOpsets(string path, ModelProto model)
    {
        foreach (var opset in model.OpsetImport.Where(opset => IsOnnx(opset.Domain)))
        {
            if (opset.Version is < OldestOpset or > NewestOpset)
            {
                throw new CompilationException(DiagnosticCatalog.UnsupportedOpset(path, "", opset.Version));
            }
        }

        if (model.OpsetImport.Count == 0)
        {
            throw new CompilationException(DiagnosticCatalog.ModelNotOnnx(path, "it imports no opset"));
        }
    }

    internal static bool IsOnnx(string domain)
    {
        return domain is "" or "ai.onnx";
    }
}
