using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using System.Text;

namespace QuantGen.Benchmarks;

/// <summary>What a measurement was made on.</summary>
internal static class Processor
{
    private const int NameLeaf = unchecked((int)0x8000_0002);
    private const int NameLeaves = 3;

    /// <summary>The processor's name, its cores and its instruction sets that the kernels tell apart.</summary>
    public static string Description { get; } = $"{Name()}, {Environment.ProcessorCount} cores, {InstructionSets()}";

    private static string Name()
    {
        if (!X86Base.IsSupported || X86Base.CpuId(unchecked((int)0x8000_0000), 0).Eax < NameLeaf + NameLeaves - 1)
        {
            return RuntimeInformation.ProcessArchitecture.ToString();
        }

        var words = new List<int>();
        for (var leaf = 0; leaf < NameLeaves; leaf++)
        {
            var (eax, ebx, ecx, edx) = X86Base.CpuId(NameLeaf + leaf, 0);
            words.AddRange([eax, ebx, ecx, edx]);
        }

        var (family, _, _, _) = X86Base.CpuId(1, 0);
        var name = Encoding.ASCII.GetString(MemoryMarshal.AsBytes<int>(words.ToArray())).Trim('\0', ' ');
        return $"{name} (family {((family >> 8) & 15) + ((family >> 20) & 255)}, model {((family >> 4) & 15) | ((family >> 12) & 240)})";
    }

    private static string InstructionSets()
    {
        (string Name, bool IsSupported)[] sets =
        [
            ("AVX2", Avx2.IsSupported),
            ("AVX-VNNI", AvxVnni.IsSupported),
            ("AVX-512BW", Avx512BW.IsSupported),
            ("AVX-512 VBMI", Avx512Vbmi.IsSupported),
        ];
        return string.Join(", ", sets.Where(set => set.IsSupported).Select(set => set.Name).DefaultIfEmpty("no vectors of x64"));
    }
}
