using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using QuantGen.Kernels;

namespace QuantGen.Runtime;

/// <summary>The packed weights of a model, copied once into aligned memory and shared by all its instances for the life of the process.</summary>
/// <remarks>For generated code. The compiler, which loads weights many times over, frees them.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed unsafe class ModelWeights
{
    private byte* _memory;
    private nuint _bytes;

    private ModelWeights(nuint bytes)
    {
        // Kernels may read a little past the last constant.
        _memory = AlignedMemory.Allocate(bytes + KernelChecks.ReadableBytesPastEnd);
        _bytes = bytes;
    }

    /// <summary>Reads the weights embedded in an assembly.</summary>
    /// <param name="assembly">The assembly that holds the generated class.</param>
    /// <param name="resource">The manifest resource's name.</param>
    /// <param name="bytes">The size that the plan states.</param>
    /// <exception cref="InvalidOperationException">The resource is missing or has another size: the assembly was not built from one plan.</exception>
    public static ModelWeights Load(Assembly assembly, string resource, long bytes)
    {
        using var stream = assembly.GetManifestResourceStream(resource);
        if (stream is null || stream.Length != bytes)
        {
            ThrowMismatch(assembly, resource, bytes, stream?.Length);
        }

        var weights = new ModelWeights((nuint)bytes);
        var target = new Span<byte>(weights._memory, checked((int)bytes));
        if (stream is UnmanagedMemoryStream mapped)
        {
            // Straight from the assembly's file, which the runtime has mapped.
            new ReadOnlySpan<byte>(mapped.PositionPointer, target.Length).CopyTo(target);
        }
        else
        {
            stream.ReadExactly(target);
        }

        return weights;
    }

    /// <summary>Copies weights from memory.</summary>
    /// <param name="bytes">The contents of a weights file.</param>
    public static ModelWeights Copy(ReadOnlySpan<byte> bytes)
    {
        var weights = new ModelWeights((nuint)bytes.Length);
        bytes.CopyTo(new Span<byte>(weights._memory, bytes.Length));
        return weights;
    }

    /// <summary>The constant at an offset.</summary>
    /// <typeparam name="T">Its element type.</typeparam>
    /// <param name="offset">Offset in bytes, a multiple of 64.</param>
    /// <param name="length">Length in elements.</param>
    /// <exception cref="ArgumentOutOfRangeException">It does not lie within the weights.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<T> Span<T>(long offset, long length)
        where T : unmanaged
    {
        if ((ulong)offset > _bytes || (ulong)length > (_bytes - (ulong)offset) / (uint)sizeof(T) || (ulong)length > int.MaxValue)
        {
            throw new ArgumentOutOfRangeException(nameof(offset), $"A constant of {length} elements at byte {offset} lies outside the weights.");
        }

        return new ReadOnlySpan<T>(_memory + offset, (int)length);
    }

    /// <summary>A constant that may be changed: for the compiler, which corrects biases while it measures. No other instance shares these weights.</summary>
    internal Span<T> Writable<T>(long offset, long length)
        where T : unmanaged
    {
        var span = Span<T>(offset, length);
        return MemoryMarshal.CreateSpan(ref MemoryMarshal.GetReference(span), span.Length);
    }

    /// <summary>Frees the memory. No span of it may be in use.</summary>
    internal void Free()
    {
        NativeMemory.AlignedFree(_memory);
        _memory = null;
        _bytes = 0;
    }

    [DoesNotReturn]
    private static void ThrowMismatch(Assembly assembly, string resource, long expected, long? found)
    {
        var what = found is null ? "is missing" : $"has {found} bytes instead of {expected}";
        throw new InvalidOperationException(
            $"The weights '{resource}' in {assembly.GetName().Name} {what}. Rebuild the project: its generated code and its weights come from different builds.");
    }
}
