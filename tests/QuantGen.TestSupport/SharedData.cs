using Xunit;

namespace QuantGen.TestSupport;

/// <summary>The models, data and reference outputs in <c>shared</c>, the folder beside the repository.</summary>
public static class SharedData
{
    /// <summary>The repository's root.</summary>
    public static string Repository { get; } = FindRepository();

    /// <summary>The folder of shared data, whether or not it exists.</summary>
    public static string Root { get; } = Path.GetFullPath(Path.Combine(Repository, "..", "shared"));

    /// <summary>The full path of a file or folder under <c>shared/models</c>; skips the test when it is absent.</summary>
    public static string Models(string relative)
    {
        return Require(Path.Combine(Root, "models", relative));
    }

    /// <summary>The full path of a file or folder under <c>shared</c>; skips the test when it is absent.</summary>
    public static string Get(string relative)
    {
        return Require(Path.Combine(Root, relative));
    }

    private static string Require(string path)
    {
        Skip.IfNot(Path.Exists(path), $"needs {path}, which this machine does not have");
        return path;
    }

    private static string FindRepository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "QuantGen.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new DirectoryNotFoundException("QuantGen.sln is in no folder above the tests.");
    }
}
