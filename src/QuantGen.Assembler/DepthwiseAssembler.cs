using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace QuantGen.Assembler;

/// <summary>A tile of a u8s8 depthwise convolution: up to eight lines of one column, sixteen channels, four taps in a step.</summary>
public sealed class DepthwiseAssembler : TileAssembler
{
    /// <summary>The members of <c>DepthwiseTile</c>, in order.</summary>
    private enum Argument
    {
        Input,
        LineStep,
        TapOffsets,
        Taps,
        Weights,
        Bias,
        Sums,
        SumsStep,
    }

    private static readonly AssemblerRegister64 SumsStep = r11;
    private static readonly AssemblerRegisterZMM TapWeights = zmm0;

    private DepthwiseAssembler(int rows)
        : base(rows, panels: 1)
    {
    }

    /// <summary>The code of one tile.</summary>
    public static IReadOnlyList<Instruction> Assemble(int rows)
    {
        return new DepthwiseAssembler(rows).Assemble();
    }

    /// <inheritdoc/>
    protected override void LoadArguments()
    {
        Code.mov(RowStep, Member((int)Argument.LineStep));
        Code.mov(TapOffsets, Member((int)Argument.TapOffsets));
        Code.mov(Taps, Member((int)Argument.Taps));
        Code.mov(Weights, Member((int)Argument.Weights));
    }

    /// <inheritdoc/>
    protected override void LoadBias()
    {
        Code.mov(Address, Member((int)Argument.Bias));
        for (var row = 0; row < Rows; row++)
        {
            Code.vmovdqu32(Sum(row, panel: 0), __zmmword_ptr[Address]);
        }
    }

    /// <summary>Four taps of every line and channel at a time.</summary>
    protected override void WriteTaps()
    {
        var tap = Code.CreateLabel();
        Code.Label(ref tap);
        FindInputs(Member((int)Argument.Input));
        Code.vmovdqu32(TapWeights, __zmmword_ptr[Weights]);
        for (var row = 0; row < Rows; row++)
        {
            Code.vmovdqu32(RowRegister(row), Input(__zmmword_ptr, row));
            Code.vpdpbusd(Sum(row, panel: 0), RowRegister(row), TapWeights);
        }

        Code.add(Weights, VectorBytes);
        Code.add(TapOffsets, sizeof(long));
        Code.dec(Taps);
        Code.jne(tap);
    }

    /// <inheritdoc/>
    protected override void StoreSums()
    {
        Code.mov(Address, Member((int)Argument.Sums));
        Code.mov(SumsStep, Member((int)Argument.SumsStep));
        for (var row = 0; row < Rows; row++)
        {
            Code.vmovdqu32(__zmmword_ptr[Address], Sum(row, panel: 0));
            if (row + 1 < Rows)
            {
                Code.add(Address, SumsStep);
            }
        }
    }
}
