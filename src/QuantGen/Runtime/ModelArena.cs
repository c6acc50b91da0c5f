using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using QuantGen.Kernels;

namespace QuantGen.Runtime;

/// <summary>The working memory of one model instance: one aligned block that holds every intermediate tensor at an offset fixed by the plan.</summary>
/// <remarks>For generated code. An instance belongs to one thread at a time, which <see cref="Enter"/> enforces.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed unsafe class ModelArena : IDisposable
{
    private const int Idle = 0;
    private const int Running = 1;
    private const int Disposed = 2;

    private byte* _memory;
    private nuint _bytes;
    private int _state;
    private WorkerTeam? _team;

    /// <summary>Allocates the block, zeroed.</summary>
    /// <param name="bytes">Size in bytes.</param>
    public ModelArena(long bytes)
    {
        Allocate(checked((nuint)bytes));
    }

    /// <summary>Frees the block of an instance that was not disposed.</summary>
    ~ModelArena()
    {
        Free();
        _team?.End();
    }

    /// <summary>How many threads a run uses, the caller's among them: 1 or more, at first 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    /// <exception cref="InvalidOperationException">The instance is running.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public int Threads
    {
        get => _team?.Threads ?? 1;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            Enter();
            _team?.End();
            _team = value > 1 ? new WorkerTeam(value - 1) : null;
            Exit();
        }
    }

    /// <summary>Claims the instance for one run.</summary>
    /// <exception cref="InvalidOperationException">Another thread is running the same instance.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public void Enter()
    {
        var previous = Interlocked.CompareExchange(ref _state, Running, Idle);
        if (previous != Idle)
        {
            ThrowNotIdle(previous);
        }

        if (_team is not null)
        {
            ParallelLoop.Use(_team);
        }
    }

    /// <summary>Releases what <see cref="Enter"/> claimed.</summary>
    public void Exit()
    {
        if (_team is not null)
        {
            ParallelLoop.Use(null);
        }

        Volatile.Write(ref _state, Idle);
    }

    /// <summary>Makes the block at least this large. Contents are lost when it grows. Only between <see cref="Enter"/> and <see cref="Exit"/>.</summary>
    /// <param name="bytes">Size in bytes.</param>
    public void Reserve(long bytes)
    {
        if ((ulong)bytes > _bytes)
        {
            Free();
            Allocate(checked((nuint)bytes));
        }
    }

    /// <summary>The tensor at an offset.</summary>
    /// <typeparam name="T">Its element type.</typeparam>
    /// <param name="offset">Offset in bytes, a multiple of the element size.</param>
    /// <param name="length">Length in elements.</param>
    /// <exception cref="ArgumentOutOfRangeException">It does not lie within the block.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<T> Span<T>(long offset, long length)
        where T : unmanaged
    {
        if ((ulong)offset > _bytes || (ulong)length > (_bytes - (ulong)offset) / (uint)sizeof(T) || (ulong)length > int.MaxValue)
        {
            ThrowOutside(offset, length);
        }

        return new Span<T>(_memory + offset, (int)length);
    }

    /// <summary>Frees the block.</summary>
    /// <exception cref="InvalidOperationException">Another thread is running the instance.</exception>
    public void Dispose()
    {
        var previous = Interlocked.CompareExchange(ref _state, Disposed, Idle);
        if (previous == Running)
        {
            ThrowNotIdle(previous);
        }

        Free();
        _team?.End();
        _team = null;
        GC.SuppressFinalize(this);
    }

    private static void ThrowNotIdle(int state)
    {
        if (state == Disposed)
        {
            throw new ObjectDisposedException(nameof(IQuantizedModel), "This model instance was disposed.");
        }

        throw new InvalidOperationException(
            "This model instance is already running on another thread. Create one instance per thread; they share the weights.");
    }

    private static void ThrowOutside(long offset, long length)
    {
        throw new ArgumentOutOfRangeException(nameof(offset), $"A tensor of {length} elements at byte {offset} lies outside the arena.");
    }

    private void Allocate(nuint bytes)
    {
        // Kernels may read, never write, a little past the last tensor.
        var readable = bytes + KernelChecks.ReadableBytesPastEnd;
        _memory = AlignedMemory.Allocate(readable);
        NativeMemory.Clear(_memory, readable);
        _bytes = bytes;
    }

    private void Free()
    {
        NativeMemory.AlignedFree(_memory);
        _memory = null;
        _bytes = 0;
    }
}
