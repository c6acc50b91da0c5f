using System.Diagnostics;
using QuantGen.TestSupport;

namespace QuantGen.EndToEnd.Tests.Samples;

/// <summary>A sample, built beside the tests in the same configuration.</summary>
/// <param name="name">Its project's name.</param>
internal sealed class SampleProgram(string name)
{
    /// <summary>A hanging program would otherwise hang the tests; a busy machine needs some seconds.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <summary>The project's folder.</summary>
    public string Folder { get; } = Path.Combine(SharedData.Repository, "samples", name);

    /// <summary>The program.</summary>
    public string Assembly { get; } = Path.Combine(SharedData.Repository, "artifacts", "bin", name, Configuration, name + ".dll");

    /// <summary>The code that the generator wrote for one of its classes.</summary>
    /// <param name="className">Full name of the class.</param>
    public string GeneratedCode(string className)
    {
        var folder = Path.Combine(SharedData.Repository, "artifacts", "obj", name, Configuration, "generated");
        return File.ReadAllText(Directory.GetFiles(folder, className + ".g.cs", SearchOption.AllDirectories).Single());
    }

    /// <summary>Runs the program to its end.</summary>
    public SampleRun Run(params IEnumerable<string> arguments)
    {
        var host = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? Environment.ProcessPath : "dotnet";
        var start = new ProcessStartInfo(host!, ["exec", Assembly, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        if (!process.WaitForExit(Limit))
        {
            process.Kill();
            throw new TimeoutException($"{name} took longer than {Limit}.");
        }

        return new SampleRun(process.ExitCode, output.Result, errors.Result);
    }

    // artifacts/bin/QuantGen.EndToEnd.Tests/<configuration>/
    private static string Configuration => Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
}

/// <summary>What a sample did.</summary>
internal sealed record SampleRun(int ExitCode, string Output, string Errors)
{
    public string LastLine => Output.TrimEnd().Split('\n')[^1].Trim();
}
