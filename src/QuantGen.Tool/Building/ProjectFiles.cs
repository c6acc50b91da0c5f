using QuantGen.Compiler.Diagnostics;

namespace QuantGen.Tool.Building;

/// <summary>The files of a project that a path in an attribute could mean. Looked for only when one is wrong.</summary>
/// <param name="directory">The project's folder.</param>
internal sealed class ProjectFiles(string directory)
{
    /// <summary>Deeper folders hold what other tools keep there.</summary>
    private const int MaxDepth = 5;

    private static readonly string[] Skipped = ["bin", "obj", "artifacts", "node_modules"];

    /// <summary>Extensions of models.</summary>
    public static IReadOnlyList<string> Models { get; } = [".onnx"];

    /// <summary>Extensions of calibration data.</summary>
    public static IReadOnlyList<string> Data { get; } = [".csv", ".npy", ".npz"];

    /// <summary>The path with the fewest edits to one that leads nowhere, folders included; null when none has half of it right.</summary>
    /// <param name="path">Relative to the project, with any separators.</param>
    /// <param name="extensions">Of the files that could be meant.</param>
    public string? Nearest(string path, IReadOnlyList<string> extensions)
    {
        var given = path.Replace('\\', '/');
        // Also beside it: the path may lead out of the project.
        var beside = Path.GetDirectoryName(Path.GetFullPath(Path.Combine(directory, given)))!;
        return NearestName.Find(given, Find(directory, 0, extensions).Concat(Find(beside, MaxDepth, extensions)));
    }

    /// <summary>The path of the file whose name is most like one, the least deep folders first; null when there is none of the kind.</summary>
    public string? Likeliest(string name, IReadOnlyList<string> extensions)
    {
        return Find(directory, 0, extensions)
            .OrderBy(path => path.Count(character => character == '/'))
            .ThenBy(path => NearestName.Distance(name, Path.GetFileNameWithoutExtension(path)))
            .ThenBy(path => path, StringComparer.Ordinal)
            .FirstOrDefault();
    }

    private IEnumerable<string> Find(string folder, int depth, IReadOnlyList<string> extensions)
    {
        // Skips what may not be read, and hidden files and folders.
        var options = new EnumerationOptions();
        if (!Directory.Exists(folder))
        {
            return [];
        }

        var files = Directory.EnumerateFiles(folder, "*", options)
            .Where(file => extensions.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase))
            .Select(file => Path.GetRelativePath(directory, file).Replace('\\', '/'));
        var folders = depth == MaxDepth
            ? []
            : Directory.EnumerateDirectories(folder, "*", options).Where(inner => !Skipped.Contains(Path.GetFileName(inner), StringComparer.Ordinal));
        return files.Concat(folders.SelectMany(inner => Find(inner, depth + 1, extensions)));
    }
}
