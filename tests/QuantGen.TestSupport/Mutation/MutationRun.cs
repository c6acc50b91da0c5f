using System.Globalization;
using QuantGen.Compiler.Diagnostics;
using Xunit;

namespace QuantGen.TestSupport.Mutation;

/// <summary>
/// Reads many damaged copies of a file: each ends in success or in a diagnostic, never in another exception, in a hang or in memory
/// that runs away.
/// </summary>
public static class MutationRun
{
    /// <summary>The environment variable that multiplies the number of mutations, to run longer: an integer.</summary>
    public const string Variable = "QUANTGEN_MUTATIONS";

    private const long AllocationLimit = 1L << 30;

    /// <summary>No mutation needs a second; a machine that is busy may need some. Beyond this it is a hang.</summary>
    private static readonly TimeSpan HangLimit = TimeSpan.FromMinutes(1);

    private static readonly int Multiplier =
        int.Parse(Environment.GetEnvironmentVariable(Variable) ?? "1", NumberStyles.None, CultureInfo.InvariantCulture);

    /// <summary>How many mutations to try where a test asks for so many.</summary>
    public static int Count(int mutations)
    {
        return checked(mutations * Multiplier);
    }

    /// <summary>Tries the seeds from 0 on, and asserts that at least a quarter of the mutations is noticed.</summary>
    /// <param name="path">Where the damaged file goes.</param>
    /// <param name="mutations">How many, before multiplication.</param>
    /// <param name="mutate">The damaged file for a seed.</param>
    /// <param name="read">Reads the file; throws a <see cref="CompilationException"/> when it notices the damage.</param>
    public static void Check(string path, int mutations, Func<int, byte[]> mutate, Action read)
    {
        var failures = new List<string>();
        var diagnosed = 0;
        for (var seed = 0; seed < Count(mutations); seed++)
        {
            File.WriteAllBytes(path, mutate(seed));
            var failure = (string?)"it hangs";
            var thread = new Thread(() => failure = Failure(read, ref diagnosed)) { IsBackground = true };
            thread.Start();
            if (!thread.Join(HangLimit) || failure is not null)
            {
                failures.Add($"seed {seed}: {failure}");
            }
        }

        Assert.True(failures.Count == 0, string.Join(Environment.NewLine, failures));
        Assert.True(diagnosed > Count(mutations) / 4, $"Only {diagnosed} of {Count(mutations)} mutations were noticed.");
    }

    /// <summary>What went wrong, or null.</summary>
    private static string? Failure(Action read, ref int diagnosed)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            read();
        }
        catch (CompilationException exception)
        {
            diagnosed++;
            if (exception.Diagnostics.Count == 0)
            {
                return "there is no diagnostic";
            }
        }
        catch (Exception exception)
        {
            return exception.ToString();
        }

        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        return allocated > AllocationLimit ? $"{allocated} bytes were allocated" : null;
    }
}
