using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace QuantGen.Assembler;

/// <summary>
/// The sums of a line of a u8s8 depthwise convolution in tiles of up to eight columns: sixteen channels, four taps in a step. The last tile ends where the
/// line does, so it may compute again what the one before it did.
/// </summary>
public sealed class DepthwiseAssembler : TileAssembler
{
    /// <summary>The members of <c>DepthwiseCall</c>, in order.</summary>
    private enum Argument
    {
        Input,
        ColumnStep,
        TapOffsets,
        Taps,
        Weights,
        Bias,
        Columns,
        Target,
        TargetStep,
    }

    private static readonly AssemblerRegister64 Input0 = rdi;
    private static readonly AssemblerRegister64 Columns = r12;
    private static readonly AssemblerRegister64 Target = rdx;
    private static readonly AssemblerRegister64 TargetStep = r13;
    private static readonly AssemblerRegisterZMM TapWeights = zmm0;
    private static readonly AssemblerRegisterZMM Bias = zmm24;

    private DepthwiseAssembler(int columns)
        : base(columns, panels: 1)
    {
    }

    /// <inheritdoc/>
    protected override IEnumerable<AssemblerRegister64> Saved => [.. base.Saved, Input0, Columns, TargetStep];

    /// <summary>The code of lines in tiles of some columns.</summary>
    /// <param name="columns">Columns of a tile.</param>
    public static IReadOnlyList<Instruction> Assemble(int columns)
    {
        return new DepthwiseAssembler(columns).Assemble();
    }

    /// <inheritdoc/>
    protected override void LoadArguments()
    {
        Code.mov(RowStep, Member(Argument.ColumnStep));
        Code.mov(Input0, Member(Argument.Input));
        Code.mov(Columns, Member(Argument.Columns));
        Code.mov(Target, Member(Argument.Target));
        Code.mov(TargetStep, Member(Argument.TargetStep));
        Code.mov(Address, Member(Argument.Bias));
        Code.vmovdqu32(Bias, __zmmword_ptr[Address]);
    }

    /// <inheritdoc/>
    protected override void WriteTiles()
    {
        var tile = Code.CreateLabel();
        Code.Label(ref tile);
        for (var column = 0; column < Rows; column++)
        {
            Code.vmovdqa32(Sum(column, panel: 0), Bias);
        }

        WriteTaps();
        for (var column = 0; column < Rows; column++)
        {
            Code.vmovdqu32(__zmmword_ptr[Target], Sum(column, panel: 0));
            Code.add(Target, TargetStep);
        }

        NextTile(new TileRegisters(Columns, Input0, Target, TargetStep), tile);
    }

    /// <summary>Four taps of every column and channel at a time.</summary>
    private void WriteTaps()
    {
        var tap = Code.CreateLabel();
        Code.mov(TapOffsets, Member(Argument.TapOffsets));
        Code.mov(Taps, Member(Argument.Taps));
        Code.mov(Weights, Member(Argument.Weights));
        Code.Label(ref tap);
        FindInputs(Input0);
        Code.vmovdqu32(TapWeights, __zmmword_ptr[Weights]);
        for (var column = 0; column < Rows; column++)
        {
            Code.vmovdqu32(RowRegister(column), Input(__zmmword_ptr, column));
            Code.vpdpbusd(Sum(column, panel: 0), RowRegister(column), TapWeights);
        }

        Code.add(Weights, VectorBytes);
        Code.add(TapOffsets, sizeof(long));
        Code.dec(Taps);
        Code.jne(tap);
    }

    private static AssemblerMemoryOperand Member(Argument argument)
    {
        return Member((int)argument);
    }
}
