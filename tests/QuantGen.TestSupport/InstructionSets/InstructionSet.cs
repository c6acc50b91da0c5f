using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using QuantGen.Kernels;

namespace QuantGen.TestSupport;

/// <summary>Instructions that .NET, or QuantGen, can be told not to use.</summary>
/// <param name="Name">What to call it.</param>
/// <param name="Variable">The environment variable that turns it off when it is 0. .NET ignores a misspelt one silently.</param>
/// <param name="IsUsed">Whether this process uses it.</param>
public sealed record InstructionSet(string Name, string Variable, Func<bool> IsUsed)
{
    /// <summary>All that the kernels distinguish.</summary>
    public static IReadOnlyList<InstructionSet> All { get; } =
    [
        new("machine code", DotProductCode.EnvironmentVariable, () => DotProductCode.IsSupported),
        new("AVX-512", "DOTNET_EnableAVX512", () => Avx512F.IsSupported || Vector512.IsHardwareAccelerated),
        new("AVX-VNNI", "DOTNET_EnableAVXVNNI", () => AvxVnni.IsSupported),
        new("AVX2", "DOTNET_EnableAVX2", () => Avx2.IsSupported || Vector256.IsHardwareAccelerated),
        new("any", "DOTNET_EnableHWIntrinsic", () => Vector128.IsHardwareAccelerated),
    ];

    /// <summary>Finds one by its name.</summary>
    public static InstructionSet Find(string name)
    {
        return All.Single(set => set.Name == name);
    }
}
