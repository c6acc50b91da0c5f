using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace QuantGen.Kernels;

/// <summary>Working memory of the calling thread, for what depends on the kernel and so cannot be in the plan's arena.</summary>
/// <remarks>It only grows, so a warm thread allocates nothing. One kernel uses it at a time: kernels do not call each other.</remarks>
internal static unsafe class KernelScratch
{
    private const int Alignment = 64;

    [ThreadStatic]
    private static byte[]? _memory;

    /// <summary>At least this many bytes, aligned to 64, with arbitrary contents.</summary>
    internal static byte* Reserve(long bytes)
    {
        var memory = _memory;
        if (memory is null || memory.Length < bytes + Alignment)
        {
            memory = GC.AllocateUninitializedArray<byte>(checked((int)(bytes + Alignment)), pinned: true);
            _memory = memory;
        }

        var address = (nuint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(memory));
        return (byte*)((address + Alignment - 1) & ~(nuint)(Alignment - 1));
    }
}
