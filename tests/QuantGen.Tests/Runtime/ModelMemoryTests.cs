using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using QuantGen.Runtime;
using Xunit;

namespace QuantGen.Tests.Runtime;

/// <summary>Memory of all sizes, in small pages and in large ones.</summary>
public sealed unsafe class ModelMemoryTests
{
    public static TheoryData<int> Sizes => [1, 100, (4 << 20) - 64, (4 << 20) + 1, (9 << 20) + 12_345];

    [Theory]
    [MemberData(nameof(Sizes))]
    public void An_arena_is_aligned_zeroed_and_writable_to_its_end(int bytes)
    {
        using var arena = new ModelArena(bytes);
        var memory = arena.Span<byte>(0, bytes);
        Assert.Equal(0, (nint)Unsafe.AsPointer(ref MemoryMarshal.GetReference(memory)) % 64);
        Assert.False(memory.ContainsAnyExcept((byte)0));
        memory.Fill(1);
        Assert.False(memory.ContainsAnyExcept((byte)1));
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Weights_are_an_aligned_copy(int bytes)
    {
        var original = new byte[bytes];
        new Random(bytes).NextBytes(original);
        var weights = ModelWeights.Copy(original);
        try
        {
            var copy = weights.Span<byte>(0, bytes);
            Assert.Equal(0, (nint)Unsafe.AsPointer(ref MemoryMarshal.GetReference(copy)) % 64);
            Assert.True(copy.SequenceEqual(original));
        }
        finally
        {
            weights.Free();
        }
    }
}
