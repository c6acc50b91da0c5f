using System.Text.Json;
using QuantGen.Compiler.Diagnostics;

namespace QuantGen.Compiler.Calibration;

/// <summary>Reads a scale table; people edit it and merge it, so every property is checked.</summary>
internal static class ScaleTableReader
{
    /// <exception cref="CompilationException">It is malformed, or of another version.</exception>
    public static ScaleTable Read(string path, ReadOnlyMemory<byte> text)
    {
        try
        {
            // An editor may have put a byte order mark in front, which JSON does not know.
            ReadOnlySpan<byte> mark = [0xEF, 0xBB, 0xBF];
            using var document = JsonDocument.Parse(text.Span.StartsWith(mark) ? text[mark.Length..] : text);
            return ReadTable(document.RootElement);
        }
        catch (JsonException exception)
        {
            var (line, column) = ((int)(exception.LineNumber ?? -1) + 1, (int)(exception.BytePositionInLine ?? -1) + 1);
            throw new CompilationException(DiagnosticCatalog.ScaleTableInvalid(new(path, line, column), "it is not JSON"));
        }
        catch (InvalidDataException exception)
        {
            throw new CompilationException(DiagnosticCatalog.ScaleTableInvalid(new(path), exception.Message));
        }
    }

    private static ScaleTable ReadTable(JsonElement root)
    {
        if (!Property(root, ScaleTableNames.Version, JsonValueKind.Number).TryGetInt32(out var version)
            || version != ScaleTable.CurrentVersion)
        {
            throw new InvalidDataException($"it is not of version {ScaleTable.CurrentVersion}, the one that this QuantGen reads");
        }

        var tensors = Items(root, ScaleTableNames.Tensors).Select(ReadRange).ToArray();
        var corrections = Items(root, ScaleTableNames.BiasCorrections).Select(ReadCorrection).ToArray();
        RequireOnce("tensor", tensors.Select(tensor => tensor.Name));
        RequireOnce("the bias correction of node", corrections.Select(correction => correction.Node));

        return new ScaleTable
        {
            Origin = new ScaleTableOrigin(
                Hash(root, ScaleTableNames.Model), Hash(root, ScaleTableNames.Data), Hash(root, ScaleTableNames.Options)),
            Method = Text(root, ScaleTableNames.Method),
            Tensors = tensors,
            FloatNodes = [.. Items(root, ScaleTableNames.FloatNodes)
                .Select(item => new FloatNode(Text(item, ScaleTableNames.Node), Text(item, ScaleTableNames.Reason)))],
            BiasCorrections = corrections,
        };
    }

    private static void RequireOnce(string what, IEnumerable<string> names)
    {
        if (names.GroupBy(name => name).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new InvalidDataException($"{what} '{twice.Key}' is in it twice");
        }
    }

    private static CalibratedRange ReadRange(JsonElement item)
    {
        var range = new CalibratedRange(
            Text(item, ScaleTableNames.Name), Number(item, ScaleTableNames.Min), Number(item, ScaleTableNames.Max));
        return range.Min <= range.Max
            ? range
            : throw new InvalidDataException($"the range of tensor '{range.Name}' is upside down");
    }

    private static NodeBiasCorrection ReadCorrection(JsonElement item)
    {
        return new NodeBiasCorrection(
            Text(item, ScaleTableNames.Node), [.. Items(item, ScaleTableNames.Values).Select(value => Single(value, ScaleTableNames.Values))]);
    }

    private static IEnumerable<JsonElement> Items(JsonElement owner, string name)
    {
        return Property(owner, name, JsonValueKind.Array).EnumerateArray();
    }

    private static string Hash(JsonElement owner, string name)
    {
        var text = Text(owner, name);
        return ContentHash.IsWellFormed(text) ? text : throw new InvalidDataException($"'{name}' is not a hash");
    }

    private static string Text(JsonElement owner, string name)
    {
        try
        {
            return Property(owner, name, JsonValueKind.String).GetString()!;
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair, or bytes that are no UTF-8: the parser lets them pass.
            throw new InvalidDataException($"'{name}' is not valid text");
        }
    }

    private static float Number(JsonElement owner, string name)
    {
        return Single(Property(owner, name, JsonValueKind.Number), name);
    }

    private static float Single(JsonElement element, string name)
    {
        return element.ValueKind == JsonValueKind.Number && element.TryGetSingle(out var value) && float.IsFinite(value)
            ? value
            : throw new InvalidDataException($"'{name}' is not a float32");
    }

    private static JsonElement Property(JsonElement owner, string name, JsonValueKind kind)
    {
        if (owner.ValueKind != JsonValueKind.Object || !owner.TryGetProperty(name, out var value))
        {
            throw new InvalidDataException($"'{name}' is missing");
        }

        return value.ValueKind == kind
            ? value
            : throw new InvalidDataException($"'{name}' is not a JSON {kind.ToString().ToLowerInvariant()}");
    }
}
