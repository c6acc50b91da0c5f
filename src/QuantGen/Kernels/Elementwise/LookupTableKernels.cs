using System.Runtime.Intrinsics.X86;

namespace QuantGen.Kernels;

/// <summary>The kernels of the table look-up, in order of preference.</summary>
internal static unsafe class LookupTableKernels
{
    /// <summary>The list that dispatch, tests and benchmarks share.</summary>
    internal static readonly Kernel<LookupTableArguments>[] All =
    [
        new(
            "lookup_u8_64_avx512vbmi", Avx512Vbmi.IsSupported,
            "The whole table in four registers; without byte permutations a load per byte is as fast as shuffles.",
            &LookupTableAvx512.Run),
        new("lookup_u8_1_scalar", true, "The definition; runs everywhere.", &LookupTableReference.Run),
    ];
}
