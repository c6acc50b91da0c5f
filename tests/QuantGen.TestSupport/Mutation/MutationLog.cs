using System.Diagnostics;
using System.Globalization;

namespace QuantGen.TestSupport.Mutation;

/// <summary>The figures of long runs: <c>artifacts/mutations.md</c>, a row of a table for each subject.</summary>
internal static class MutationLog
{
    private static readonly string Path = System.IO.Path.Combine(SharedData.Repository, "artifacts", "mutations.md");

    private static readonly Lock Writing = new();

    /// <summary>Appends a row.</summary>
    public static void Append(MutationFigures figures)
    {
        const double Mebibyte = 1 << 20;
        var results = figures.Mutations - figures.Noticed;
        var peak = Process.GetCurrentProcess().PeakWorkingSet64;
        var row = string.Create(
            CultureInfo.InvariantCulture,
            $"| {figures.Subject} | {figures.Mutations:N0} | {figures.Noticed:N0} | {results:N0} | {figures.Slowest.Time.TotalSeconds:F2} s (seed {figures.Slowest.Seed}) | "
                + $"{figures.Largest.Bytes / Mebibyte:F0} MiB (seed {figures.Largest.Seed}) | {peak / Mebibyte:F0} MiB |");
        lock (Writing)
        {
            if (!File.Exists(Path))
            {
                File.WriteAllLines(Path, ["| subject | mutations | diagnostics | results | slowest | most allocated | peak of the process |", "|---|---|---|---|---|---|---|"]);
            }

            File.AppendAllLines(Path, [row]);
        }
    }
}
