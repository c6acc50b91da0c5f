namespace QuantGen.Kernels;

/// <summary>Threads that share the loops of one model instance. Between loops they spin for a while, then sleep.</summary>
/// <remarks>
/// The caller of a loop works too, and never waits for a worker that has not begun: a sleeping or descheduled worker costs nothing but its
/// help. Items are claimed one by one, so the split adapts; each item writes its own part of the output, so the result does not depend on it.
/// </remarks>
internal sealed unsafe class WorkerTeam
{
    /// <summary>Some tens of microseconds: as long as the steps of a model that are too small to share take.</summary>
    private const int SpinsBeforeSleep = 1000;

    private readonly SemaphoreSlim _wake = new(0);
    private readonly int _workers;
    private Loop _loop;
    private int _next;
    private int _active;
    private int _asleep;
    private volatile bool _isOpen;
    private volatile bool _isEnding;

    /// <summary>Starts the workers.</summary>
    /// <param name="workers">How many, besides the caller: at least 1.</param>
    internal WorkerTeam(int workers)
    {
        _workers = workers;
        for (var i = 0; i < workers; i++)
        {
            new Thread(Work) { IsBackground = true, Name = "QuantGen worker" }.Start();
        }
    }

    /// <summary>The workers and the caller.</summary>
    internal int Threads => _workers + 1;

    /// <summary>Runs all items of a loop and returns when the last is done. Loops do not nest.</summary>
    internal void Run(in Loop loop)
    {
        _loop = loop;
        _next = 0;
        _isOpen = true;
        // A worker counts itself asleep before it looks a last time whether a loop is open: one of the two sees the other.
        Interlocked.MemoryBarrier();
        var asleep = Volatile.Read(ref _asleep);
        if (asleep > 0)
        {
            _wake.Release(asleep);
        }

        RunItems();
        _isOpen = false;
        Interlocked.MemoryBarrier();
        var spinner = default(SpinWait);
        while (Volatile.Read(ref _active) != 0)
        {
            spinner.SpinOnce(sleep1Threshold: -1);
        }
    }

    /// <summary>Lets the threads end. No loop may be running, and none may follow.</summary>
    internal void End()
    {
        _isEnding = true;
        _wake.Release(_workers);
    }

    private void Work()
    {
        var idle = 0;
        while (!_isEnding)
        {
            if (_isOpen && TryHelp())
            {
                idle = 0;
            }
            else if (++idle < SpinsBeforeSleep)
            {
                Thread.SpinWait(4);
            }
            else
            {
                Sleep();
                idle = 0;
            }
        }
    }

    /// <summary>Takes part in the open loop. The caller of the loop waits for whoever has counted itself active.</summary>
    /// <returns>Whether there was anything left to do.</returns>
    private bool TryHelp()
    {
        Interlocked.Increment(ref _active);
        var helped = _isOpen && RunItems();
        Interlocked.Decrement(ref _active);
        return helped;
    }

    private bool RunItems()
    {
        var loop = _loop;
        var any = false;
        for (var item = Interlocked.Increment(ref _next) - 1; item < loop.Items; item = Interlocked.Increment(ref _next) - 1)
        {
            loop.Body(loop.Context, item);
            any = true;
        }

        return any;
    }

    private void Sleep()
    {
        Interlocked.Increment(ref _asleep);
        if (!_isOpen && !_isEnding)
        {
            _wake.Wait();
        }

        Interlocked.Decrement(ref _asleep);
    }

    /// <summary>A loop whose items may run in any order, at the same time.</summary>
    /// <param name="items">How many.</param>
    /// <param name="body">What computes an item.</param>
    /// <param name="context">What it works on.</param>
    internal readonly struct Loop(int items, delegate*<void*, int, void> body, void* context)
    {
        internal readonly int Items = items;
        internal readonly delegate*<void*, int, void> Body = body;
        internal readonly void* Context = context;
    }
}
