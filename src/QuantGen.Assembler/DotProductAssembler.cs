using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace QuantGen.Assembler;

/// <summary>
/// A tile of a u8s8 matrix product or convolution: up to eight positions times one, two or four panels of sixteen channels. To sums, one tile; to bytes, all
/// tiles of a line.
/// </summary>
public sealed class DotProductAssembler : TileAssembler
{
    /// <summary>The members of <c>DotProductCall</c>, in order.</summary>
    private enum Argument
    {
        Input,
        RowStep,
        TapOffsets,
        Taps,
        TapBytes,
        Weights,
        PanelBytes,
        Bias,
        Sums,
        SumsStep,
        Rows,
        Target,
        TargetStep,
        Multipliers,
        Mask,
        Store,
        Next,
        NextStep,
    }

    private static readonly AssemblerRegister64 PanelBytes = rdx;
    private static readonly AssemblerRegister64 TapEnd = r11;

    /// <summary>Three panels' bytes, where there are four panels.</summary>
    private static readonly AssemblerRegister64 ThreePanelBytes = rdi;

    /// <summary>What is asked for meanwhile, where bytes are written.</summary>
    private static readonly AssemblerRegister64 Next = rdi;

    private static readonly AssemblerRegister64 Input0 = r12;
    private static readonly AssemblerRegister64 RowsLeft = r13;
    private static readonly AssemblerRegister64 Target = r14;
    private static readonly AssemblerRegister64 TargetStep = r15;
    private static readonly AssemblerRegister64 Table = r11;

    private static readonly AssemblerRegisterZMM[] PanelWeights = [zmm0, zmm1, zmm2, zmm3];

    /// <summary>Where weights and inputs are, when they are not needed.</summary>
    private static readonly AssemblerRegisterZMM[] PanelMultipliers = [zmm0, zmm1];

    private static readonly ByteStoreRegisters StoreRegisters = new(zmm2, zmm3, zmm4, zmm5, Table);

    /// <summary>Sums that, each waiting for itself, leave the unit idle or just busy: there are two of each, which take every other block.</summary>
    private const int FewSums = 8;

    private readonly bool _toBytes;

    private DotProductAssembler(int rows, int panels, bool toBytes)
        : base(rows, panels)
    {
        _toBytes = toBytes;
    }

    /// <summary>The tiles that exist: how many positions times how many panels.</summary>
    public static IEnumerable<(int Rows, int Panels)> Tiles
    {
        get
        {
            for (var rows = 1; rows <= MostRows; rows++)
            {
                yield return (rows, 1);
                yield return (rows, 2);
            }

            // Few positions leave the unit waiting for its own sums unless there are more panels.
            yield return (1, 4);
            yield return (2, 4);
        }
    }

    /// <summary>The tiles that store bytes: those whose sums do.</summary>
    public static IEnumerable<(int Rows, int Panels)> ByteTiles => Tiles.Where(tile => tile.Panels <= PanelMultipliers.Length);

    /// <inheritdoc/>
    protected override IEnumerable<AssemblerRegister64> Saved =>
    [
        .. base.Saved,
        .. Panels == 4 ? [ThreePanelBytes] : Array.Empty<AssemblerRegister64>(),
        .. _toBytes ? [Next, Input0, RowsLeft, Target, TargetStep] : Array.Empty<AssemblerRegister64>(),
    ];

    private bool HasSecondSums => Rows * Panels <= FewSums;

    /// <summary>The code of a tile, or of a line in tiles.</summary>
    /// <param name="rows">Positions of a tile.</param>
    /// <param name="panels">Panels of a tile.</param>
    /// <param name="toBytes">Whether sums are requantized, or stored as they are.</param>
    public static IReadOnlyList<Instruction> Assemble(int rows, int panels, bool toBytes)
    {
        return new DotProductAssembler(rows, panels, toBytes).Assemble();
    }

    /// <inheritdoc/>
    protected override void LoadArguments()
    {
        Code.mov(RowStep, Member(Argument.RowStep));
        Code.mov(PanelBytes, Member(Argument.PanelBytes));
        if (Panels == 4)
        {
            Code.lea(ThreePanelBytes, __[PanelBytes + (PanelBytes * 2)]);
        }
    }

    /// <inheritdoc/>
    protected override void WriteTiles()
    {
        if (!_toBytes)
        {
            LoadBias();
            WriteTaps();
            StoreSums();
            return;
        }

        Code.mov(Next, Member(Argument.Next));
        Code.mov(Input0, Member(Argument.Input));
        Code.mov(RowsLeft, Member(Argument.Rows));
        Code.mov(Target, Member(Argument.Target));
        Code.mov(TargetStep, Member(Argument.TargetStep));
        Code.kmovd(k1, __dword_ptr[Call + ((int)Argument.Mask * sizeof(long))]);
        var tile = Code.CreateLabel();
        Code.Label(ref tile);
        LoadBias();
        WriteTaps();
        StoreBytes();
        NextTile(new TileRegisters(RowsLeft, Input0, Target, TargetStep), tile);
    }

    private void LoadBias()
    {
        Code.mov(Address, Member(Argument.Bias));
        for (var panel = 0; panel < Panels; panel++)
        {
            Code.vmovdqu32(Sum(0, panel), __zmmword_ptr[Address + (panel * VectorBytes)]);
            for (var row = 1; row < Rows; row++)
            {
                Code.vmovdqa32(Sum(row, panel), Sum(0, panel));
            }
        }

        for (var i = 0; HasSecondSums && i < Rows * Panels; i++)
        {
            Code.vpxord(SecondSum(i), SecondSum(i), SecondSum(i));
        }
    }

    /// <summary>For each tap, for each block of four channels.</summary>
    private void WriteTaps()
    {
        var tap = Code.CreateLabel();
        var block = Code.CreateLabel();
        var nextTap = Code.CreateLabel();
        Code.mov(TapOffsets, Member(Argument.TapOffsets));
        Code.mov(Taps, Member(Argument.Taps));
        Code.mov(Weights, Member(Argument.Weights));
        Code.Label(ref tap);
        if (_toBytes)
        {
            FindInputs(Input0);
        }
        else
        {
            FindInputs(Member(Argument.Input));
        }

        Code.mov(TapEnd, Member(Argument.TapBytes));
        Code.add(TapEnd, Inputs[0]);
        Code.Label(ref block);
        WriteBlock(Sum);
        if (HasSecondSums)
        {
            Code.jae(nextTap);
            WriteBlock((row, panel) => SecondSum((row * Panels) + panel));
        }

        Code.jb(block);
        Code.Label(ref nextTap);
        Code.add(TapOffsets, sizeof(long));
        Code.dec(Taps);
        Code.jne(tap);
        for (var i = 0; HasSecondSums && i < Rows * Panels; i++)
        {
            Code.vpaddd(SumRegisters[i], SumRegisters[i], SecondSum(i));
        }
    }

    private void StoreSums()
    {
        Code.mov(Address, Member(Argument.Sums));
        for (var panel = 0; panel < Panels; panel++)
        {
            for (var row = 0; row < Rows; row++)
            {
                Code.vmovdqu32(__zmmword_ptr[Address + (row * VectorBytes)], Sum(row, panel));
            }

            if (panel + 1 < Panels)
            {
                Code.add(Address, Member(Argument.SumsStep));
            }
        }
    }

    private void StoreBytes()
    {
        Code.mov(Address, Member(Argument.Multipliers));
        for (var panel = 0; panel < Panels; panel++)
        {
            Code.vmovdqu32(PanelMultipliers[panel], __zmmword_ptr[Address + (panel * VectorBytes)]);
        }

        AssemblerRegisterZMM[] sums =
            [.. Enumerable.Range(0, Rows * Panels).Select(i => Sum(i / Panels, i % Panels))];
        var store = new ByteStoreAssembler(Code, StoreRegisters, [.. SumRegisters.Except(sums)]);
        Code.mov(Address, Member(Argument.Store));
        store.LoadConstants(Address);
        store.Store(sums, PanelMultipliers[..Panels], Target, TargetStep);
    }

    /// <summary>Four reduction steps of every position and channel; then, whether the tap has more of them.</summary>
    private void WriteBlock(Func<int, int, AssemblerRegisterZMM> sum)
    {
        AssemblerMemoryOperand[] weights =
        [
            __zmmword_ptr[Weights],
            __zmmword_ptr[Weights + PanelBytes],
            __zmmword_ptr[Weights + (PanelBytes * 2)],
            __zmmword_ptr[Weights + ThreePanelBytes],
        ];
        for (var panel = 0; panel < Panels; panel++)
        {
            Code.vmovdqu32(PanelWeights[panel], weights[panel]);
        }

        if (_toBytes)
        {
            Code.prefetcht1(__byte_ptr[Next]);
            Code.add(Next, Member(Argument.NextStep));
        }

        for (var row = 0; row < Rows; row++)
        {
            Code.vpbroadcastd(RowRegister(row), Input(__dword_ptr, row));
            for (var panel = 0; panel < Panels; panel++)
            {
                Code.vpdpbusd(sum(row, panel), RowRegister(row), PanelWeights[panel]);
            }
        }

        Code.add(Weights, VectorBytes);
        for (var i = 0; i < InputCount; i++)
        {
            Code.add(Inputs[i], sizeof(int));
        }

        Code.cmp(Inputs[0], TapEnd);
    }

    /// <summary>The sums of every other block, in the order of the first ones.</summary>
    private AssemblerRegisterZMM SecondSum(int index)
    {
        return SumRegisters[(Rows * Panels) + index];
    }

    private static AssemblerMemoryOperand Member(Argument argument)
    {
        return Member((int)argument);
    }
}
