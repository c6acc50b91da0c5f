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

    /// <summary>Processor time that a long run allows for one mutation.</summary>
    private static readonly TimeSpan SlowLimit = TimeSpan.FromSeconds(10);

    private static readonly int Multiplier =
        int.Parse(Environment.GetEnvironmentVariable(Variable) ?? "1", NumberStyles.None, CultureInfo.InvariantCulture);

    /// <summary>A long run asserts a time too, and leaves its figures in <see cref="MutationLog"/>.</summary>
    private static bool IsLong => Multiplier > 1;

    /// <summary>Tries damaged copies of a file that the compiler reads.</summary>
    /// <param name="subject">What is damaged and how it is read, for the figures.</param>
    /// <param name="path">Where the damaged file goes.</param>
    /// <param name="mutations">How many, before multiplication.</param>
    /// <param name="mutate">The damaged file for a seed.</param>
    /// <param name="read">Reads the file; throws a <see cref="CompilationException"/> when it notices the damage.</param>
    public static void Check(string subject, string path, int mutations, Func<int, byte[]> mutate, Action read)
    {
        Check(
            subject,
            mutations,
            seed => File.WriteAllBytes(path, mutate(seed)),
            () =>
            {
                try
                {
                    read();
                    return false;
                }
                catch (CompilationException exception)
                {
                    Assert.NotEmpty(exception.Diagnostics);
                    return true;
                }
            });
    }

    /// <summary>Tries the seeds from 0 on, and asserts that at least a quarter of the mutations is noticed.</summary>
    /// <param name="subject">What is damaged and how it is read, for the figures.</param>
    /// <param name="mutations">How many, before multiplication.</param>
    /// <param name="damage">Makes the damage of a seed.</param>
    /// <param name="notices">Reads what was damaged. True when that is reported as it should be, false when there is a result; any exception is a failure.</param>
    public static void Check(string subject, int mutations, Action<int> damage, Func<bool> notices)
    {
        var failures = new List<string>();
        var figures = new MutationFigures(subject);
        for (var seed = 0; seed < checked(mutations * Multiplier); seed++)
        {
            damage(seed);
            if (BoundedRun.Failure(() => Measure(notices, seed, figures)) is { } failure)
            {
                failures.Add($"seed {seed}: {failure}");
            }
        }

        if (IsLong)
        {
            MutationLog.Append(figures);
        }

        Assert.True(failures.Count == 0, subject + Environment.NewLine + string.Join(Environment.NewLine, failures));
        Assert.True(figures.Noticed > figures.Mutations / 4, $"{subject}: only {figures.Noticed} of {figures.Mutations} mutations were noticed.");
    }

    private static void Measure(Func<bool> notices, int seed, MutationFigures figures)
    {
        var (bytes, time) = (GC.GetAllocatedBytesForCurrentThread(), Environment.CpuUsage.TotalTime);
        var noticed = notices();
        (bytes, time) = (GC.GetAllocatedBytesForCurrentThread() - bytes, Environment.CpuUsage.TotalTime - time);
        figures.Add(seed, noticed, time, bytes);
        Assert.False(IsLong && time > SlowLimit, $"it took {time}");
    }
}
