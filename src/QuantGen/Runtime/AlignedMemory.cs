using System.Runtime.InteropServices;

namespace QuantGen.Runtime;

/// <summary>Memory outside the garbage collector's heap, for weights and intermediate tensors.</summary>
internal static unsafe partial class AlignedMemory
{
    private const nuint CacheLine = 64;

    /// <summary>x64's large pages. Where pages have another size, the advice does no harm.</summary>
    private const nuint LargePage = 2 << 20;

    private const int HugePages = 14;

    /// <summary>Allocates memory with arbitrary contents; <see cref="NativeMemory.AlignedFree"/> frees it.</summary>
    /// <param name="bytes">How much.</param>
    internal static byte* Allocate(nuint bytes)
    {
        return bytes >= 2 * LargePage && OperatingSystem.IsLinux()
            ? AllocateLarge(bytes)
            : (byte*)NativeMemory.AlignedAlloc(bytes, CacheLine);
    }

    /// <summary>In large pages, if the system has them: one fault for 512 pages when they are first written, and fewer addresses to look up ever after.</summary>
    private static byte* AllocateLarge(nuint bytes)
    {
        var memory = (byte*)NativeMemory.AlignedAlloc(bytes, LargePage);
        // An advice: a system that does not take it uses small pages.
        _ = Advise(memory, bytes & ~(LargePage - 1), HugePages);
        return memory;
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(void* address, nuint length, int advice);
}
