using System.Runtime.InteropServices;

namespace QuantGen.Kernels;

/// <summary>Memory that the processor may execute. It is written first and made executable then, never both at once, and lives as long as the process.</summary>
internal static unsafe partial class CodeMemory
{
    /// <summary>Copies code into memory of its own.</summary>
    /// <returns>Its start; null where the system has no such memory for us.</returns>
    internal static byte* Load(ReadOnlySpan<byte> code)
    {
        return OperatingSystem.IsLinux() ? Linux.Load(code) : OperatingSystem.IsWindows() ? Windows.Load(code) : null;
    }

    private static partial class Linux
    {
        private const int ReadWrite = 1 | 2;
        private const int ReadExecute = 1 | 4;
        private const int PrivateAnonymous = 0x02 | 0x20;
        private const nint Failed = -1;

        internal static byte* Load(ReadOnlySpan<byte> code)
        {
            var memory = Map(null, (nuint)code.Length, ReadWrite, PrivateAnonymous, -1, 0);
            if ((nint)memory == Failed)
            {
                return null;
            }

            code.CopyTo(new Span<byte>(memory, code.Length));
            if (Protect(memory, (nuint)code.Length, ReadExecute) == 0)
            {
                return (byte*)memory;
            }

            // A policy of the system, SELinux's for instance.
            _ = Unmap(memory, (nuint)code.Length);
            return null;
        }

        [LibraryImport("libc", EntryPoint = "mmap")]
        private static partial void* Map(void* address, nuint length, int protection, int flags, int file, nint offset);

        [LibraryImport("libc", EntryPoint = "mprotect")]
        private static partial int Protect(void* address, nuint length, int protection);

        [LibraryImport("libc", EntryPoint = "munmap")]
        private static partial int Unmap(void* address, nuint length);
    }

    private static partial class Windows
    {
        private const uint CommitReserve = 0x1000 | 0x2000;
        private const uint Release = 0x8000;
        private const uint ReadWrite = 0x04;
        private const uint ExecuteRead = 0x20;

        internal static byte* Load(ReadOnlySpan<byte> code)
        {
            var memory = Allocate(null, (nuint)code.Length, CommitReserve, ReadWrite);
            if (memory == null)
            {
                return null;
            }

            code.CopyTo(new Span<byte>(memory, code.Length));
            if (Protect(memory, (nuint)code.Length, ExecuteRead, out _) != 0)
            {
                return (byte*)memory;
            }

            // A policy of the system: a process may forbid itself code that is made while it runs.
            _ = Free(memory, 0, Release);
            return null;
        }

        [LibraryImport("kernel32", EntryPoint = "VirtualAlloc")]
        private static partial void* Allocate(void* address, nuint size, uint type, uint protection);

        [LibraryImport("kernel32", EntryPoint = "VirtualProtect")]
        private static partial int Protect(void* address, nuint size, uint protection, out uint old);

        [LibraryImport("kernel32", EntryPoint = "VirtualFree")]
        private static partial int Free(void* address, nuint size, uint type);
    }
}
