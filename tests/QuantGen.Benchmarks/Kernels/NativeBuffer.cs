using System.Runtime.InteropServices;

namespace QuantGen.Benchmarks.Kernels;

/// <summary>Random elements in native memory, aligned to a cache line, with a line behind them that kernels may read.</summary>
internal sealed unsafe class NativeBuffer<T> : IDisposable
    where T : unmanaged
{
    private const int Line = 64;

    /// <param name="length">Elements.</param>
    /// <param name="random">Where they come from.</param>
    /// <param name="next">An element; zeros when null.</param>
    public NativeBuffer(long length, Random random, Func<Random, T>? next)
    {
        var bytes = (nuint)((length * sizeof(T)) + Line);
        Pointer = (T*)NativeMemory.AlignedAlloc(bytes, Line);
        NativeMemory.Clear(Pointer, bytes);
        for (var i = 0L; next is not null && i < length; i++)
        {
            Pointer[i] = next(random);
        }
    }

    public T* Pointer { get; }

    public void Dispose()
    {
        NativeMemory.AlignedFree(Pointer);
    }
}
