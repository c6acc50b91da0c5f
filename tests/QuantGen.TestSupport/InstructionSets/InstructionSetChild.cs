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
    private const string ResultPrefix = "result: ";
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    /// <summary>The result of a job in a child without an instruction set. Skips the test when this process does not use it either.</summary>
    /// <param name="set">What to turn off.</param>
    /// <param name="job">A static method without parameters; its result is one line.</param>
    public static string Run(InstructionSet set, Func<string> job)
    {
        Skip.IfNot(set.IsUsed(), $"this processor or this run has no {set.Name} to turn off");
        var method = job.Method;
        Assert.True(method.IsStatic, "The child finds the job by its name: it has to be a static method.");
        using var child = Process.Start(StartInfo(set, method))!;
        var errors = child.StandardError.ReadToEndAsync();
        var output = child.StandardOutput.ReadToEndAsync();
        if (!child.WaitForExit(Limit))
        {
            child.Kill();
            Assert.Fail($"The child without {set.Name} took longer than {Limit}.");
        }

        Assert.True(child.ExitCode == 0, $"The child without {set.Name} failed:{Environment.NewLine}{output.Result}{errors.Result}");
        return output.Result.Split('\n').Last(line => line.StartsWith(ResultPrefix, StringComparison.Ordinal))[ResultPrefix.Length..].Trim();
    }

    /// <summary>The child's entry point: makes sure that the instruction set is off, then runs the job.</summary>
    /// <param name="arguments"><c>--without</c>, the instruction set, the job's type and the job's method.</param>
    /// <returns>0 when the job ran.</returns>
    public static int Main(string[] arguments)
    {
        if (arguments is not [Command, var name, var type, var method])
        {
            Console.Error.WriteLine("This is a test assembly: run it by `dotnet test`.");
            return 2;
        }

        if (InstructionSet.Find(name).IsUsed())
        {
            Console.Error.WriteLine($"{name} is in use although {InstructionSet.Find(name).Variable} is 0.");
            return 3;
        }

        var job = Type.GetType(type, throwOnError: true)!.GetMethod(
            method, BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic, Type.EmptyTypes)!;
        Console.WriteLine(ResultPrefix + job.Invoke(null, null));
        return 0;
    }

    private static ProcessStartInfo StartInfo(InstructionSet set, MethodInfo job)
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
        start.ArgumentList.Add(set.Name);
        start.ArgumentList.Add(job.DeclaringType!.AssemblyQualifiedName!);
        start.ArgumentList.Add(job.Name);
        start.Environment[set.Variable] = "0";
        return start;
    }
}
