using System.Diagnostics;
using System.Reflection;
using Xunit;

namespace QuantGen.TestSupport;

/// <summary>Runs a job in a child process in which an instruction set is turned off, to compare its result with this process's.</summary>
/// <remarks>
/// The child is the test assembly itself, whose entry point calls <see cref="Main"/>. So a test project that uses this sets
/// <c>GenerateProgramFile</c> to false and has a <c>Main</c> that does so.
/// </remarks>
public static class InstructionSetChild
{
    private const string Command = "--without";
    private const string Nothing = "nothing";
    private const string ResultPrefix = "result: ";
    // Against a hang: without intrinsics, on a busy machine, a job takes minutes.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(15);

    /// <summary>The result of a job in a child without an instruction set. Skips the test when this process does not use it either.</summary>
    /// <param name="without">What to turn off; null for nothing.</param>
    /// <param name="job">A static method without parameters; its result is one line.</param>
    public static string Run(InstructionSet? without, Func<string> job)
    {
        Skip.IfNot(without is null || without.IsUsed(), $"this processor or this run has no {without?.Name} to turn off");
        var method = job.Method;
        Assert.True(method.IsStatic, "The child finds the job by its name: it has to be a static method.");
        using var child = Process.Start(StartInfo(without, method))!;
        var errors = child.StandardError.ReadToEndAsync();
        var output = child.StandardOutput.ReadToEndAsync();
        if (!child.WaitForExit(Limit))
        {
            child.Kill();
            Assert.Fail($"The child without {without?.Name ?? Nothing} took longer than {Limit}.");
        }

        Assert.True(child.ExitCode == 0, $"The child without {without?.Name ?? Nothing} failed:{Environment.NewLine}{output.Result}{errors.Result}");
        return output.Result.Split('\n').Last(line => line.StartsWith(ResultPrefix, StringComparison.Ordinal))[ResultPrefix.Length..].Trim();
    }

    /// <summary>The child's entry point: makes sure that the instruction set is off, then runs the job.</summary>
    /// <param name="arguments"><c>--without</c>, the instruction set or <c>nothing</c>, the job's type and the job's method.</param>
    /// <returns>0 when the job ran.</returns>
    public static int Main(string[] arguments)
    {
        if (arguments is not [Command, var name, var type, var method])
        {
            Console.Error.WriteLine("This is a test assembly: run it by `dotnet test`.");
            return 2;
        }

        if (name != Nothing && InstructionSet.Find(name).IsUsed())
        {
            Console.Error.WriteLine($"{name} is in use although {InstructionSet.Find(name).Variable} is 0.");
            return 3;
        }

        var job = Type.GetType(type, throwOnError: true)!.GetMethod(
            method, BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic, Type.EmptyTypes)!;
        Console.WriteLine(ResultPrefix + job.Invoke(null, null));
        return 0;
    }

    private static ProcessStartInfo StartInfo(InstructionSet? without, MethodInfo job)
    {
        var host = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? Environment.ProcessPath : "dotnet";
        var start = new ProcessStartInfo(host!)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.ArgumentList.Add(job.Module.Assembly.Location);
        start.ArgumentList.Add(Command);
        start.ArgumentList.Add(without?.Name ?? Nothing);
        start.ArgumentList.Add(job.DeclaringType!.AssemblyQualifiedName!);
        start.ArgumentList.Add(job.Name);
        if (without is not null)
        {
            start.Environment[without.Variable] = "0";
        }

        return start;
    }
}
