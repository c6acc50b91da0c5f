using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace QuantGen.Kernels;

/// <summary>
/// The one instruction that .NET 10 has no intrinsic for, <c>vpdpbusd</c> on 512-bit registers, as machine code. With an intrinsic this folder can go.
/// </summary>
internal static unsafe partial class DotProductCode
{
    /// <summary>Most positions of a tile.</summary>
    internal const int MostRows = 8;

    /// <summary>Most panels of a tile.</summary>
    internal const int MostPanels = 4;

    /// <summary>The environment variable that turns machine code off when it is 0.</summary>
    internal const string EnvironmentVariable = "QUANTGEN_MACHINE_CODE";

    /// <summary>Where <see cref="Code"/> has the other tiles: behind those to sums of so many panels.</summary>
    private const int ToBytes = MostPanels + 1;

    private const int DepthwiseToSums = ToBytes + 2;
    private const int DepthwiseToBytes = DepthwiseToSums + 1;
    private const int Depthwise3 = 1;
    private const int Depthwise3Stride2 = 2;
    private const int Depthwise5 = 3;
    private const int Depthwise5Stride2 = 4;

    private const string Switch = "QuantGen.MachineCode.IsEnabled";

    /// <summary>Function pointers of the tiles, then of the depthwise tiles; null where there is no machine code.</summary>
    private static readonly nint* Code = Load();

    /// <summary>Whether the program was built and started with machine code; a trimmer that is told no removes it.</summary>
    [FeatureSwitchDefinition(Switch)]
    internal static bool IsEnabled =>
        (!AppContext.TryGetSwitch(Switch, out var isEnabled) || isEnabled) && Environment.GetEnvironmentVariable(EnvironmentVariable) != "0";

    /// <summary>Whether the program, the processor and the system all allow it.</summary>
    internal static bool IsSupported => Code != null;

    /// <summary>Whether there is code for a tile of some positions times some panels.</summary>
    internal static bool HasTile(int rows, int panels)
    {
        return Offsets[Index(rows, panels)] >= 0;
    }

    /// <summary>Computes a tile's sums.</summary>
    /// <param name="call">All that it points to is readable, or writable for the sums.</param>
    /// <param name="rows">1 to <see cref="MostRows"/>.</param>
    /// <param name="panels">Such that there is code.</param>
    internal static void Run(DotProductCall* call, int rows, int panels)
    {
        // The first argument on Windows and the fourth elsewhere are in the same register.
        ((delegate* unmanaged[SuppressGCTransition]<DotProductCall*, nint, nint, DotProductCall*, void>)Code[Index(rows, panels)])(call, 0, 0, call);
    }

    /// <summary>Computes the bytes of a line.</summary>
    /// <param name="call">All that it points to is readable, or writable for the target.</param>
    /// <param name="rows">Positions of a tile: 1 to <see cref="MostRows"/>, and not more than the line has.</param>
    /// <param name="panels">1 or 2.</param>
    internal static void RunToBytes(DotProductCall* call, int rows, int panels)
    {
        var code = Code[Index(rows, ToBytes + panels - 1)];
        ((delegate* unmanaged[SuppressGCTransition]<DotProductCall*, nint, nint, DotProductCall*, void>)code)(call, 0, 0, call);
    }

    /// <summary>Computes the sums of a line of a depthwise convolution.</summary>
    /// <param name="call">All that it points to is readable, or writable for the target.</param>
    /// <param name="columns">Of a tile: 1 to <see cref="MostRows"/>, and not more than the line has.</param>
    internal static void RunDepthwise(DepthwiseCall* call, int columns)
    {
        var code = Code[Index(columns, DepthwiseToSums)];
        ((delegate* unmanaged[SuppressGCTransition]<DepthwiseCall*, nint, nint, DepthwiseCall*, void>)code)(call, 0, 0, call);
    }

    /// <summary>The code that computes the bytes of a line of a depthwise convolution.</summary>
    /// <param name="geometry">The shape.</param>
    /// <param name="columns">Of a tile: 1 to <see cref="MostRows"/>, and not more than the line has.</param>
    internal static nint Depthwise(in ConvolutionGeometry geometry, int columns)
    {
        // Where taps are neighbours, tiles share what they load.
        var rows = geometry.DilationWidth == 1 ? PackedWeights.ColumnGroups(geometry) * geometry.WeightTerms : 0;
        var shape = (geometry.KernelWidth, rows, geometry.StrideWidth) switch
        {
            (3, 1, 1) => Depthwise3,
            (3, 1, 2) => Depthwise3Stride2,
            (5, 2, 1) => Depthwise5,
            (5, 2, 2) => Depthwise5Stride2,
            _ => 0,
        };
        return Code[Index(columns, DepthwiseToBytes + shape)];
    }

    /// <summary>Computes the bytes of a line of a depthwise convolution.</summary>
    /// <param name="call">All that it points to is readable, or writable for the target and the words.</param>
    /// <param name="code">As <see cref="Depthwise"/> says.</param>
    internal static void RunDepthwise(DepthwiseBytesCall* call, nint code)
    {
        ((delegate* unmanaged[SuppressGCTransition]<DepthwiseBytesCall*, nint, nint, DepthwiseBytesCall*, void>)code)(call, 0, 0, call);
    }

    private static int Index(int rows, int panels)
    {
        return ((panels - 1) * MostRows) + rows - 1;
    }

    private static bool HasDotProduct()
    {
        const int Vnni = 1 << 11;
        return Avx512BW.IsSupported && X86Base.X64.IsSupported && (X86Base.CpuId(7, 0).Ecx & Vnni) != 0;
    }

    private static nint* Load()
    {
        if (!IsEnabled || !HasDotProduct())
        {
            return null;
        }

        var memory = CodeMemory.Load(Bytes);
        if (memory == null)
        {
            return null;
        }

        var offsets = Offsets;
        var pointers = (nint*)NativeMemory.Alloc((nuint)offsets.Length, (nuint)sizeof(nint));
        for (var i = 0; i < offsets.Length; i++)
        {
            pointers[i] = offsets[i] < 0 ? 0 : (nint)(memory + offsets[i]);
        }

        return pointers;
    }
}
