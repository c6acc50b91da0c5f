using System.Text;
using System.Text.Json;
using QuantGen.Compiler.Diagnostics;

namespace QuantGen.Compiler.Calibration;

/// <summary>The calibrated range of one tensor.</summary>
/// <param name="Name">ONNX name.</param>
/// <param name="Min">At most <paramref name="Max"/>; finite.</param>
/// <param name="Max">Finite.</param>
internal sealed record CalibratedRange(string Name, float Min, float Max);

/// <summary>What to add to the bias of a node, one for each output channel.</summary>
/// <param name="Node">ONNX name.</param>
/// <param name="Values">Finite.</param>
internal sealed record NodeBiasCorrection(string Node, IReadOnlyList<float> Values);

/// <summary>A node that the compiler decided to keep in float.</summary>
/// <param name="Node">ONNX name.</param>
/// <param name="Reason">For the reader.</param>
internal sealed record FloatNode(string Node, string Reason);

/// <summary>What a scale table was made from. While it is the same, the table stands for the calibration data.</summary>
/// <param name="Model">Hash of the model file.</param>
/// <param name="Data">Hash of the calibration data; null when it is not there to compare.</param>
/// <param name="Options">Hash of the options that decide ranges.</param>
internal sealed record ScaleTableOrigin(string Model, string? Data, string Options)
{
    /// <summary>What is not as it was, in words; data that is not there to compare counts as the same.</summary>
    /// <param name="earlier">The origin to compare with.</param>
    public IReadOnlyList<string> ChangesFrom(ScaleTableOrigin earlier)
    {
        (string What, bool IsChanged)[] parts =
        [
            ("the model", Model != earlier.Model),
            ("the calibration data", Data is not null && earlier.Data is not null && Data != earlier.Data),
            ("the attribute's options", Options != earlier.Options),
        ];
        return [.. parts.Where(part => part.IsChanged).Select(part => part.What)];
    }
}

/// <summary>The result of calibration in a file beside the source, to be committed with it: see <c>docs/calibration.md</c>.</summary>
internal sealed record ScaleTable
{
    /// <summary>The version that is written and read.</summary>
    public const int CurrentVersion = 1;

    /// <summary>What it was made from; <see cref="ScaleTableOrigin.Data"/> is never null here.</summary>
    public required ScaleTableOrigin Origin { get; init; }

    /// <summary>Name of the range method, for the reader: the options' hash is what counts.</summary>
    public required string Method { get; init; }

    /// <summary>In the order of the model.</summary>
    public required IReadOnlyList<CalibratedRange> Tensors { get; init; }

    /// <summary>In the order of the model.</summary>
    public IReadOnlyList<FloatNode> FloatNodes { get; init; } = [];

    /// <summary>In the order of the model.</summary>
    public IReadOnlyList<NodeBiasCorrection> BiasCorrections { get; init; } = [];

    /// <summary>Reads a table.</summary>
    /// <exception cref="CompilationException">It is not there, cannot be read, is malformed, or of another version.</exception>
    public static ScaleTable Load(string path)
    {
        try
        {
            return File.Exists(path)
                ? ScaleTableReader.Read(path, File.ReadAllBytes(path))
                : throw new CompilationException(DiagnosticCatalog.ScaleTableInvalid(new(path), "there is no such file"));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CompilationException(DiagnosticCatalog.ScaleTableInvalid(new(path), exception.Message.TrimEnd('.')));
        }
    }

    /// <summary>What to tell the user when the table was made from something else, or null when it still holds.</summary>
    /// <param name="path">The table's file.</param>
    /// <param name="current">What it would be made from now.</param>
    /// <param name="refreshCommand">A command line that makes it again; null where nothing does but to delete it.</param>
    public Diagnostic? FindStale(string path, ScaleTableOrigin current, string? refreshCommand)
    {
        var changed = current.ChangesFrom(Origin);
        return changed.Count == 0 ? null : DiagnosticCatalog.ScaleTableStale(path, string.Join(" and ", changed), refreshCommand);
    }

    /// <summary>The text of the file: the same for the same table on every machine.</summary>
    public string ToJson()
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            writer.WriteStartObject();
            writer.WriteNumber(ScaleTableNames.Version, CurrentVersion);
            writer.WriteString(ScaleTableNames.Model, Origin.Model);
            writer.WriteString(ScaleTableNames.Data, Origin.Data);
            writer.WriteString(ScaleTableNames.Options, Origin.Options);
            writer.WriteString(ScaleTableNames.Method, Method);
            WriteTensors(writer);
            WriteFloatNodes(writer);
            WriteBiasCorrections(writer);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray()) + "\n";
    }

    /// <summary>Writes the file, whole or not at all, and only when its text differs. True when it was written.</summary>
    public bool Save(string path)
    {
        var text = ToJson();
        if (File.Exists(path) && File.ReadAllText(path) == text)
        {
            return false;
        }

        var temporary = path + ".tmp";
        File.WriteAllText(temporary, text);
        File.Move(temporary, path, overwrite: true);
        return true;
    }

    private void WriteTensors(Utf8JsonWriter writer)
    {
        writer.WriteStartArray(ScaleTableNames.Tensors);
        foreach (var tensor in Tensors)
        {
            writer.WriteStartObject();
            writer.WriteString(ScaleTableNames.Name, tensor.Name);
            // Adding 0 turns -0 into 0.
            writer.WriteNumber(ScaleTableNames.Min, tensor.Min + 0f);
            writer.WriteNumber(ScaleTableNames.Max, tensor.Max + 0f);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private void WriteBiasCorrections(Utf8JsonWriter writer)
    {
        writer.WriteStartArray(ScaleTableNames.BiasCorrections);
        foreach (var correction in BiasCorrections)
        {
            writer.WriteStartObject();
            writer.WriteString(ScaleTableNames.Node, correction.Node);
            writer.WriteStartArray(ScaleTableNames.Values);
            foreach (var value in correction.Values)
            {
                writer.WriteNumberValue(value + 0f);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private void WriteFloatNodes(Utf8JsonWriter writer)
    {
        writer.WriteStartArray(ScaleTableNames.FloatNodes);
        foreach (var node in FloatNodes)
        {
            writer.WriteStartObject();
            writer.WriteString(ScaleTableNames.Node, node.Node);
            writer.WriteString(ScaleTableNames.Reason, node.Reason);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
