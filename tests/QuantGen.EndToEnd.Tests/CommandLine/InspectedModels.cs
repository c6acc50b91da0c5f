using System.Text.Json;
using QuantGen.TestSupport;

namespace QuantGen.EndToEnd.Tests.CommandLine;

/// <summary>What the shared manifest says of each model: counted by other software than ours.</summary>
internal static class InspectedModels
{
    private static readonly string Manifest = Path.Combine(SharedData.Root, "models", "MANIFEST.json");

    /// <summary>The models' paths under <c>shared</c>; none when the machine does not have them.</summary>
    public static IReadOnlyCollection<string> Names => [.. Entries().Select(entry => entry.GetProperty("file").GetString()!)];

    /// <summary>Elements of all stored tensors.</summary>
    public static long Parameters(string name)
    {
        return Entry(name).GetProperty("params").GetInt64();
    }

    /// <summary>How often each operator occurs, subgraphs included.</summary>
    public static SortedDictionary<string, int> Operators(string name)
    {
        return new(Entry(name).GetProperty("ops").EnumerateObject().ToDictionary(item => item.Name, item => item.Value.GetInt32()));
    }

    private static JsonElement Entry(string name)
    {
        return Entries().Single(entry => entry.GetProperty("file").GetString() == name);
    }

    private static JsonElement[] Entries()
    {
        return File.Exists(Manifest) ? [.. JsonDocument.Parse(File.ReadAllText(Manifest)).RootElement.EnumerateArray()] : [];
    }
}
