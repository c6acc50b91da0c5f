using System.Text.Json;
using System.Text.Json.Serialization;
using QuantGen.Tool.Declarations;

namespace QuantGen.Tool.Incremental;

/// <summary>What the last run left in the output folder, kept beside the outputs.</summary>
internal sealed record BuildState
{
    /// <summary>The build of the tool that wrote it: another one may give other plans.</summary>
    public string Tool { get; init; } = "";

    /// <summary>Hash of the sources that <see cref="Declarations"/> were read from.</summary>
    public string SourceHash { get; init; } = "";

    public IReadOnlyList<Declaration> Declarations { get; init; } = [];

    public IReadOnlyList<ModelState> Models { get; init; } = [];

    /// <summary>The tool that runs: the builds of all assemblies that have a say in a plan's content.</summary>
    public static string CurrentTool { get; } = string.Join(' ', Assemblies.Select(type => type.Module.ModuleVersionId.ToString("N")));

    private static IEnumerable<Type> Assemblies => [typeof(BuildState), typeof(Compiler.CompileRequest), typeof(QuantizeAttribute)];

    /// <summary>Reads the state; an empty one when there is none that this tool could use.</summary>
    public static BuildState Load(string file)
    {
        if (!File.Exists(file))
        {
            return new BuildState();
        }

        try
        {
            var state = JsonSerializer.Deserialize(File.ReadAllBytes(file), BuildStateJson.Default.BuildState);
            return state?.Tool == CurrentTool ? state : new BuildState();
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            // Written by another version, damaged or not ours to read: without it everything is built again.
            return new BuildState();
        }
    }

    public byte[] ToJson()
    {
        return JsonSerializer.SerializeToUtf8Bytes(this, BuildStateJson.Default.BuildState);
    }
}

[JsonSourceGenerationOptions(IgnoreReadOnlyProperties = true, WriteIndented = true)]
[JsonSerializable(typeof(BuildState))]
internal sealed partial class BuildStateJson : JsonSerializerContext;
