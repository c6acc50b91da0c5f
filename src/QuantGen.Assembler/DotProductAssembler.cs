using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace QuantGen.Assembler;

/// <summary>A tile of a u8s8 matrix product or convolution: up to eight positions times one, two or four panels of sixteen channels.</summary>
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
    }

    private static readonly AssemblerRegister64 PanelBytes = rdx;
    private static readonly AssemblerRegister64 TapEnd = r11;

    /// <summary>Three panels' bytes, where there are four panels.</summary>
    private static readonly AssemblerRegister64 ThreePanelBytes = rdi;

    private static readonly AssemblerRegisterZMM[] PanelWeights = [zmm0, zmm1, zmm2, zmm3];

    private DotProductAssembler(int rows, int panels)
        : base(rows, panels)
    {
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

    /// <inheritdoc/>
    protected override IEnumerable<AssemblerRegister64> Saved => Panels == 4 ? [.. base.Saved, ThreePanelBytes] : base.Saved;

    /// <summary>The code of one tile.</summary>
    public static IReadOnlyList<Instruction> Assemble(int rows, int panels)
    {
        return new DotProductAssembler(rows, panels).Assemble();
    }

    /// <inheritdoc/>
    protected override void LoadArguments()
    {
        Code.mov(RowStep, Member(Argument.RowStep));
        Code.mov(TapOffsets, Member(Argument.TapOffsets));
        Code.mov(Taps, Member(Argument.Taps));
        Code.mov(Weights, Member(Argument.Weights));
        Code.mov(PanelBytes, Member(Argument.PanelBytes));
        if (Panels == 4)
        {
            Code.lea(ThreePanelBytes, __[PanelBytes + (PanelBytes * 2)]);
        }
    }

    /// <inheritdoc/>
    protected override void WriteTiles()
    {
        LoadBias();
        WriteTaps();
        StoreSums();
    }

    private void LoadBias()
    {
        Code.mov(Address, Member(Argument.Bias));
        for (var panel = 0; panel < Panels; panel++)
        {
            for (var row = 0; row < Rows; row++)
            {
                Code.vmovdqu32(Sum(row, panel), __zmmword_ptr[Address + (panel * VectorBytes)]);
            }
        }
    }

    /// <summary>For each tap, for each block of four channels.</summary>
    private void WriteTaps()
    {
        var tap = Code.CreateLabel();
        var block = Code.CreateLabel();
        Code.Label(ref tap);
        FindInputs(Member(Argument.Input));
        Code.mov(TapEnd, Member(Argument.TapBytes));
        Code.add(TapEnd, Inputs[0]);
        Code.Label(ref block);
        WriteBlock();
        Code.add(Weights, VectorBytes);
        for (var i = 0; i < InputCount; i++)
        {
            Code.add(Inputs[i], sizeof(int));
        }

        Code.cmp(Inputs[0], TapEnd);
        Code.jb(block);
        Code.add(TapOffsets, sizeof(long));
        Code.dec(Taps);
        Code.jne(tap);
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

    /// <summary>Four reduction steps of every position and channel.</summary>
    private void WriteBlock()
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

        for (var row = 0; row < Rows; row++)
        {
            Code.vpbroadcastd(RowRegister(row), Input(__dword_ptr, row));
            for (var panel = 0; panel < Panels; panel++)
            {
                Code.vpdpbusd(Sum(row, panel), RowRegister(row), PanelWeights[panel]);
            }
        }
    }

    private static AssemblerMemoryOperand Member(Argument argument)
    {
        return Member((int)argument);
    }
}
