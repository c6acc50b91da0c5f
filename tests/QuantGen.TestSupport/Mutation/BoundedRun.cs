namespace QuantGen.TestSupport.Mutation;

/// <summary>Runs what reads bad input, with a bound on memory and time.</summary>
public static class BoundedRun
{
    /// <summary>Managed memory in bytes, garbage included.</summary>
    private const long AllocationLimit = 1L << 30;

    /// <summary>Nothing that runs here needs a second; a machine that is busy may need some. Beyond this it is a hang.</summary>
    private static readonly TimeSpan HangLimit = TimeSpan.FromMinutes(1);

    /// <summary>Runs in a thread of its own.</summary>
    /// <param name="action">What to run.</param>
    /// <param name="allocationLimit">Bytes of managed memory that it may allocate, garbage included.</param>
    /// <returns>What went wrong, or null: an exception, a hang, or more allocated than that.</returns>
    public static string? Failure(Action action, long allocationLimit = AllocationLimit)
    {
        var failure = (string?)null;
        var thread = new Thread(() => failure = FailureHere(action, allocationLimit)) { IsBackground = true };
        thread.Start();
        return thread.Join(HangLimit) ? failure : "it hangs";
    }

    private static string? FailureHere(Action action, long allocationLimit)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            action();
        }
        catch (Exception exception)
        {
            return exception.ToString();
        }

        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        return allocated > allocationLimit ? $"{allocated} bytes were allocated" : null;
    }
}
