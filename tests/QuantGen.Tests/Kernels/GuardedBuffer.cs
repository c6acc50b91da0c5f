using System.Runtime.InteropServices;
using Xunit;

namespace QuantGen.Tests.Kernels;

/// <summary>Native memory as a model's arena lays it out: readable bytes follow the tensor, and here a write to them is found.</summary>
internal sealed unsafe class GuardedBuffer<T> : IDisposable
    where T : unmanaged
{
    private const int GuardBytes = 64;
    private const byte Canary = 0xC5;

    private readonly byte* _memory;
    private readonly int _length;

    internal GuardedBuffer(int length)
    {
        _length = length;
        _memory = (byte*)NativeMemory.AlignedAlloc((nuint)((length * sizeof(T)) + (2 * GuardBytes)), 64);
        new Span<byte>(_memory, (length * sizeof(T)) + (2 * GuardBytes)).Fill(Canary);
    }

    internal GuardedBuffer(ReadOnlySpan<T> values)
        : this(values.Length)
    {
        values.CopyTo(Span);
    }

    internal Span<T> Span => new(_memory + GuardBytes, _length);

    internal void AssertGuardsIntact(string what)
    {
        var before = new ReadOnlySpan<byte>(_memory, GuardBytes);
        var after = new ReadOnlySpan<byte>(_memory + GuardBytes + (_length * sizeof(T)), GuardBytes);
        Assert.False(before.ContainsAnyExcept(Canary), $"{what} wrote before its output");
        Assert.False(after.ContainsAnyExcept(Canary), $"{what} wrote past its output");
    }

    public void Dispose()
    {
        NativeMemory.AlignedFree(_memory);
    }
}
