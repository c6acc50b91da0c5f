using System.ComponentModel;

namespace QuantGen.Kernels;

/// <summary>Unary functions from 8 bits to 8 bits, as tables.</summary>
/// <remarks>For generated code.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public static unsafe class LookupTable
{
    private static readonly delegate*<in LookupTableArguments, void> Kernel = KernelSelection.Select(LookupTableKernels.All).Run;

    /// <summary>Replaces every byte by its entry.</summary>
    /// <param name="input">Bytes, at least as many as <paramref name="output"/> has.</param>
    /// <param name="output">The entries; may be <paramref name="input"/>.</param>
    /// <param name="table">256 entries.</param>
    /// <exception cref="ArgumentException">The input is shorter than the output, or the table has fewer than 256 entries.</exception>
    public static void Apply(ReadOnlySpan<byte> input, Span<byte> output, ReadOnlySpan<byte> table)
    {
        Apply(Kernel, input, output, table);
    }

    /// <summary>Checks the spans and calls a kernel.</summary>
    internal static void Apply(
        delegate*<in LookupTableArguments, void> kernel, ReadOnlySpan<byte> input, Span<byte> output, ReadOnlySpan<byte> table)
    {
        KernelChecks.AtLeast(input, output.Length);
        KernelChecks.AtLeast(table, 256);
        fixed (byte* inputs = input, outputs = output, entries = table)
        {
            kernel(new LookupTableArguments { Input = inputs, Output = outputs, Length = output.Length, Table = entries });
        }
    }
}
