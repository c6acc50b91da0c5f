using System.Runtime.InteropServices;

namespace QuantGen.OnnxRuntime;

/// <summary>Where ONNX Runtime's native library comes from.</summary>
public static class OrtLibrary
{
    /// <summary>The environment variable that names the library's file.</summary>
    public const string EnvironmentVariable = "QUANTGEN_ONNXRUNTIME";

    /// <summary>The name that the system resolves: a file beside the program, or one of its library folders.</summary>
    private const string DefaultName = "onnxruntime";

    /// <summary>
    /// A file's path or a library's name, tried after <see cref="EnvironmentVariable"/> and before the folders where npm installs. Set
    /// before the first session.
    /// </summary>
    public static string? Location { get; set; }

    /// <summary>Makes the exception that says why there is no library: the tests replace it by one that skips them.</summary>
    public static Func<string, Exception> Unavailable { get; set; } = reason => new OrtUnavailableException(reason);

    /// <summary>Loads the library if that is not done, to find out whether it is there.</summary>
    /// <exception cref="OrtUnavailableException">It is not.</exception>
    public static void Require()
    {
        OrtApi.Require();
    }

    /// <summary>The places to look at, in order. A variable that is set is the only one: what it names is what is meant.</summary>
    internal static IReadOnlyList<string> Candidates()
    {
        if (Environment.GetEnvironmentVariable(EnvironmentVariable) is { Length: > 0 } path)
        {
            return [path];
        }

        var package = Path.Combine(
            "node_modules", "onnxruntime-node", "bin", "napi-v6", NodePlatform, RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant());
        var folders = new[] { Environment.CurrentDirectory, AppContext.BaseDirectory };
        // The last is where this repository's tests install it: two levels above the tool's project in artifacts/bin.
        var files = folders.Select(folder => Path.Combine(folder, package, FileName))
            .Append(Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "onnxruntime", "onnxruntime.native")));
        return [.. Location is null ? Array.Empty<string>() : [Location], .. files.Where(File.Exists), DefaultName];
    }

    private static string NodePlatform =>
        OperatingSystem.IsWindows() ? "win32" : OperatingSystem.IsMacOS() ? "darwin" : "linux";

    private static string FileName =>
        OperatingSystem.IsWindows() ? "onnxruntime.dll" : OperatingSystem.IsMacOS() ? "libonnxruntime.1.dylib" : "libonnxruntime.so.1";
}
