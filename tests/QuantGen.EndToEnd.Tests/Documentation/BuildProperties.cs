using QuantGen.TestSupport.Documentation;

namespace QuantGen.EndToEnd.Tests.Documentation;

/// <summary>The properties that a build reads: the .NET SDK's and QuantGen's.</summary>
internal static class BuildProperties
{
    private static readonly Lazy<string> BuildFiles = new(() => string.Concat(
        Find(DocumentPage.FullPath("build")).Concat(Find(Sdk())).Select(File.ReadAllText)));

    /// <summary>Whether something asks for a property, so that setting it is no slip of the pen.</summary>
    public static bool IsKnown(string name)
    {
        return BuildFiles.Value.Contains($"$({name})", StringComparison.OrdinalIgnoreCase);
    }

    private static IEnumerable<string> Find(string folder)
    {
        return new[] { "*.props", "*.targets" }.SelectMany(pattern => Directory.EnumerateFiles(folder, pattern, SearchOption.AllDirectories));
    }

    /// <summary>The newest SDK beside the runtime that runs this: <c>shared/Microsoft.NETCore.App/VERSION</c> and <c>sdk/VERSION</c>.</summary>
    private static string Sdk()
    {
        var root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "..", "..", ".."));
        return Directory.GetDirectories(Path.Combine(root, "sdk")).Max(StringComparer.Ordinal)!;
    }
}
