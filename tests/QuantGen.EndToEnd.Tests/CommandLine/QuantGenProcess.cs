using System.Diagnostics;
using System.Text.RegularExpressions;
using QuantGen.OnnxRuntime;
using QuantGen.TestSupport;
using Xunit;

namespace QuantGen.EndToEnd.Tests.CommandLine;

/// <summary>Runs <c>quantgen</c> as a person does: in a process of its own, its output in a pipe.</summary>
internal static partial class QuantGenProcess
{
    /// <summary>A hanging program would otherwise hang the tests; a busy machine needs some seconds.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <summary>The tool that was built with these tests.</summary>
    private static readonly string Assembly = Path.Combine(AppContext.BaseDirectory, "QuantGen.Tool.dll");

    /// <summary>Starts it, with the ONNX Runtime of the tests.</summary>
    /// <param name="folder">The working folder.</param>
    /// <param name="arguments">The arguments.</param>
    public static Process Start(string folder, params IEnumerable<string> arguments)
    {
        return StartWith(OnnxRuntimeLibrary.Location, folder, arguments);
    }

    /// <summary>Runs it to its end, where ONNX Runtime is not in its place.</summary>
    /// <inheritdoc cref="Start"/>
    public static ProcessResult RunWithoutOnnxRuntime(string folder, params IEnumerable<string> arguments)
    {
        using var process = StartWith(Path.Combine(folder, "absent"), folder, arguments);
        return Finish(process);
    }

    /// <summary>Runs it to its end.</summary>
    /// <inheritdoc cref="Start"/>
    public static ProcessResult Run(string folder, params IEnumerable<string> arguments)
    {
        using var process = Start(folder, arguments);
        return Finish(process);
    }

    private static Process StartWith(string onnxRuntime, string folder, IEnumerable<string> arguments)
    {
        var host = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? Environment.ProcessPath : "dotnet";
        return Process.Start(new ProcessStartInfo(host!, ["exec", Assembly, .. arguments])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { [OrtLibrary.EnvironmentVariable] = onnxRuntime },
        })!;
    }

    private static ProcessResult Finish(Process process)
    {
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        if (!process.WaitForExit(Limit))
        {
            process.Kill();
            throw new TimeoutException($"dotnet {string.Join(' ', process.StartInfo.ArgumentList)} took longer than {Limit}.");
        }

        return new ProcessResult(process.ExitCode, output.Result, ProgressLine().Replace(errors.Result, ""));
    }

    /// <summary>On a busy machine even a short calibration says how far it is.</summary>
    [GeneratedRegex(@"^[A-Z][a-z ]+(: \d+( of \d+)?)?\r?\n", RegexOptions.Multiline)]
    private static partial Regex ProgressLine();
}

/// <summary>How a process ended, and what it printed, progress aside.</summary>
internal sealed record ProcessResult(int ExitCode, string Output, string Errors)
{
    /// <summary>Asserts that it did what it was asked, and complained of nothing; a busy machine sees some lines of progress.</summary>
    public ProcessResult Succeeded()
    {
        Assert.True(ExitCode == 0, Errors);
        Assert.DoesNotMatch(@"(error|warning) QG\d{4}", Errors);
        return this;
    }

    /// <summary>Asserts that it failed with one diagnostic in canonical form and printed nothing else.</summary>
    public void FailedWith(string id)
    {
        Assert.Equal((1, ""), (ExitCode, Output));
        Assert.Matches($@"\A\S.*: error {id}: .+\n\z", Errors.ReplaceLineEndings("\n"));
    }

    /// <summary>Asserts that it did not understand its arguments and said so.</summary>
    public void IsUsageError(string message)
    {
        Assert.Equal((2, ""), (ExitCode, Output));
        Assert.Contains(message, Errors, StringComparison.Ordinal);
    }
}
