namespace QuantGen.Kernels;

/// <summary>Loops whose items write separate parts of an output: shared by the threads of the model instance that is running, if it has more than one.</summary>
internal static unsafe class ParallelLoop
{
    /// <summary>Multiply-adds, or bytes moved, under which a loop is done sooner than another thread has taken notice: a few microseconds.</summary>
    private const long LeastWork = 1 << 19;

    /// <summary>Items a thread should find, so that a late one leaves little to wait for.</summary>
    private const int ItemsPerThread = 4;

    [ThreadStatic]
    private static WorkerTeam? _team;

    [ThreadStatic]
    private static long _leastWork;

    /// <summary>Makes the loops of the calling thread use a team, until it is called with null.</summary>
    /// <param name="team">The team.</param>
    /// <param name="leastWork">From how much work on; tests share the smallest loops too.</param>
    internal static void Use(WorkerTeam? team, long leastWork = LeastWork)
    {
        _team = team;
        _leastWork = leastWork;
    }

    /// <summary>Into how many parts to divide something: 1 where it is not worth it.</summary>
    /// <param name="work">Multiply-adds, or bytes moved.</param>
    /// <param name="most">The most parts there can be.</param>
    internal static int Parts(long work, long most)
    {
        return _team is { } team && work >= _leastWork ? (int)Math.Min(most, team.Threads * ItemsPerThread) : 1;
    }

    /// <summary>Runs every item.</summary>
    /// <param name="items">How many; of one, the calling thread does all.</param>
    /// <param name="body">What computes an item. It does not throw.</param>
    /// <param name="context">What it works on.</param>
    internal static void Run(int items, delegate*<void*, int, void> body, void* context)
    {
        if (items > 1 && _team is { } team)
        {
            team.Run(new WorkerTeam.Loop(items, body, context));
            return;
        }

        for (var item = 0; item < items; item++)
        {
            body(context, item);
        }
    }

    /// <summary>The part of a range that an item covers, in whole steps: the parts of all items make the range.</summary>
    /// <param name="length">The range's length.</param>
    /// <param name="step">What is not divided.</param>
    /// <param name="items">How many parts.</param>
    /// <param name="item">Which.</param>
    internal static (long First, long End) Part(long length, long step, int items, int item)
    {
        var steps = (length + step - 1) / step;
        return (Math.Min(length, steps * item / items * step), Math.Min(length, steps * (item + 1) / items * step));
    }
}
