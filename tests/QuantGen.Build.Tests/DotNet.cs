using System.Diagnostics;

namespace QuantGen.Build.Tests;

/// <summary>The <c>dotnet</c> command, in a process of its own.</summary>
internal static class DotNet
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>Runs it to its end.</summary>
    /// <param name="folder">The working folder.</param>
    /// <param name="culture">The user's culture; null for this process's.</param>
    /// <param name="arguments">The arguments.</param>
    /// <param name="packagesFolder">Where packages are restored to; null for where the user has them.</param>
    public static BuildResult Run(string folder, string? culture, IEnumerable<string> arguments, string? packagesFolder = null)
    {
        return RunProgram("dotnet", folder, culture, arguments, packagesFolder);
    }

    /// <summary>Runs another program likewise, which may start <c>dotnet</c>.</summary>
    public static BuildResult RunProgram(
        string program, string folder, string? culture, IEnumerable<string> arguments, string? packagesFolder = null)
    {
        using var process = Start(program, folder, culture, arguments, packagesFolder);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} {string.Join(' ', process.StartInfo.ArgumentList)} took too long.");
        }

        return new BuildResult(process.ExitCode, output.Result + error.Result);
    }

    /// <summary>Starts it, to be ended by who starts it.</summary>
    /// <inheritdoc cref="Run"/>
    public static Process Start(string folder, string? culture, IEnumerable<string> arguments)
    {
        return Start("dotnet", folder, culture, arguments, packagesFolder: null);
    }

    private static Process Start(string program, string folder, string? culture, IEnumerable<string> arguments, string? packagesFolder)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // Not the test host's: settings of the SDK that runs it would reach the one that is started.
        var inherited = start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase));
        foreach (var name in inherited.ToArray())
        {
            start.Environment.Remove(name);
        }

        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        if (culture is not null)
        {
            start.Environment["LC_ALL"] = culture.Replace('-', '_') + ".UTF-8";
        }

        if (packagesFolder is not null)
        {
            start.Environment["NUGET_PACKAGES"] = packagesFolder;
        }

        return Process.Start(start)!;
    }
}

/// <summary>How a process ended, and what it printed.</summary>
internal sealed record BuildResult(int ExitCode, string Output)
{
    public bool Succeeded => ExitCode == 0;

    /// <summary>Whether the tool compiled a model.</summary>
    public bool CompiledModel => Output.Contains("QuantGen: ", StringComparison.Ordinal);
}
