using System.Diagnostics;

namespace QuantGen.Tool.Benchmarking;

/// <summary>Something to time: one run of a model in one engine.</summary>
/// <param name="Name">For the reader.</param>
/// <param name="Run">Runs it once, on inputs that stay the same.</param>
internal sealed record Contender(string Name, Action Run);

/// <summary>How long a run takes.</summary>
/// <param name="MedianMicroseconds">Of all samples.</param>
/// <param name="MinimumMicroseconds">Of all samples.</param>
/// <param name="Runs">How many runs were timed.</param>
internal sealed record Timing(double MedianMicroseconds, double MinimumMicroseconds, int Runs);

/// <summary>Times several contenders in turn, so that what disturbs the machine for a while disturbs all of them.</summary>
internal static class Measurement
{
    /// <summary>The runtime compiles a method anew, optimized, after 30 calls and a tenth of a second without new methods: twice, first to watch it.</summary>
    private const int WarmUpRuns = 80;

    private const int FewestSamples = 5;

    /// <inheritdoc cref="WarmUpRuns"/>
    private static readonly TimeSpan WarmUpTime = TimeSpan.FromSeconds(0.8);

    /// <summary>A model so slow that the runs above take longer spends its time in loops, which are replaced while they run.</summary>
    private static readonly TimeSpan LongestWarmUp = TimeSpan.FromSeconds(2);

    /// <summary>Shorter runs are timed several at once: the clock's own cost must not show.</summary>
    private static readonly TimeSpan SampleTime = TimeSpan.FromMicroseconds(100);

    /// <summary>How long one contender runs before the next has its turn.</summary>
    private static readonly TimeSpan TurnTime = TimeSpan.FromMilliseconds(20);

    /// <summary>
    /// The threads of an engine spin for a while after its last run (those of ONNX Runtime for more than 10 milliseconds), and take a core from
    /// the next engine: medians were up to three times what they are without.
    /// </summary>
    private static readonly TimeSpan RestOfThreads = TimeSpan.FromMilliseconds(40);

    /// <summary>Times contenders.</summary>
    /// <param name="contenders">At least one.</param>
    /// <param name="time">How long each is timed, after a warm-up of 2 seconds at most.</param>
    /// <param name="threads">What each may use: with more than one, turns begin when the threads of the one before sleep.</param>
    public static IReadOnlyList<Timing> Compare(IReadOnlyList<Contender> contenders, TimeSpan time, int threads = 1)
    {
        var runsASample = contenders.Select(contender => WarmUp(contender)).ToArray();
        var samples = contenders.Select(_ => new List<double>()).ToArray();
        var rest = threads > 1 && contenders.Count > 1 ? RestOfThreads : TimeSpan.Zero;
        var total = new Stopwatch();
        while (total.Elapsed < time * contenders.Count || samples[^1].Count < FewestSamples)
        {
            for (var i = 0; i < contenders.Count; i++)
            {
                Rest(contenders[i], rest);
                total.Start();
                TakeTurn(contenders[i], runsASample[i], samples[i]);
                total.Stop();
            }
        }

        return [.. samples.Zip(runsASample, (times, runs) => Summarize(times, runs))];
    }

    /// <summary>Bytes that a run allocates on the managed heap of this thread, rounded to whole bytes.</summary>
    public static long AllocatedBytes(Contender contender)
    {
        const int Runs = 10;
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Runs; i++)
        {
            contender.Run();
        }

        return (GC.GetAllocatedBytesForCurrentThread() - before) / Runs;
    }

    /// <summary>The median of times, and the least of them.</summary>
    internal static Timing Summarize(List<double> microseconds, int runsASample)
    {
        microseconds.Sort();
        var (lower, upper) = (microseconds[(microseconds.Count - 1) / 2], microseconds[microseconds.Count / 2]);
        return new Timing((lower + upper) / 2, microseconds[0], microseconds.Count * runsASample);
    }

    /// <returns>How many runs a sample takes.</returns>
    private static int WarmUp(Contender contender)
    {
        var shortest = TimeSpan.MaxValue;
        var total = Stopwatch.StartNew();
        for (var runs = 0; (runs < WarmUpRuns || total.Elapsed < WarmUpTime) && total.Elapsed < LongestWarmUp; runs++)
        {
            var start = Stopwatch.GetTimestamp();
            contender.Run();
            var elapsed = Stopwatch.GetElapsedTime(start);
            shortest = elapsed < shortest ? elapsed : shortest;
        }

        return Math.Max(1, (int)(SampleTime / TimeSpan.FromTicks(Math.Max(shortest.Ticks, 1))));
    }

    /// <summary>Waits, and wakes the contender's own threads by a run that is not timed.</summary>
    private static void Rest(Contender contender, TimeSpan rest)
    {
        if (rest > TimeSpan.Zero)
        {
            Thread.Sleep(rest);
            contender.Run();
        }
    }

    private static void TakeTurn(Contender contender, int runsASample, List<double> samples)
    {
        var turn = Stopwatch.StartNew();
        do
        {
            var start = Stopwatch.GetTimestamp();
            for (var i = 0; i < runsASample; i++)
            {
                contender.Run();
            }

            samples.Add(Stopwatch.GetElapsedTime(start).TotalMicroseconds / runsASample);
        }
        while (turn.Elapsed < TurnTime);
    }
}
