using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace QuantGen.Assembler;

/// <summary>
/// A line of a u8s8 depthwise convolution in tiles of up to eight columns: sixteen channels, four taps in a step. The last tile ends where the line
/// does, so it may compute again what the one before it did.
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
        Multipliers,
        Mask,
        Stage,
    }

    private static readonly AssemblerRegister64 Input0 = rdi;
    private static readonly AssemblerRegister64 Columns = r12;
    private static readonly AssemblerRegister64 Target = rdx;
    private static readonly AssemblerRegister64 TargetStep = r13;
    private static readonly AssemblerRegister64 Table = r14;
    private static readonly AssemblerRegisterZMM TapWeights = zmm0;
    private static readonly AssemblerRegisterZMM Bias = zmm24;
    private static readonly AssemblerRegisterZMM Multipliers = zmm25;
    private static readonly ByteStoreRegisters StoreRegisters = new(zmm26, zmm27, zmm28, zmm29, Table);

    private readonly bool _toBytes;
    private readonly ByteStoreAssembler _store;

    private DepthwiseAssembler(int columns, bool toBytes)
        : base(columns, panels: 1)
    {
        _toBytes = toBytes;
        _store = new ByteStoreAssembler(Code, StoreRegisters, [zmm1, zmm2, zmm3]);
    }

    /// <inheritdoc/>
    protected override IEnumerable<AssemblerRegister64> Saved => [.. base.Saved, Input0, Columns, TargetStep, Table];

    /// <summary>The code of lines in tiles of some columns.</summary>
    /// <param name="columns">Columns of a tile.</param>
    /// <param name="toBytes">Whether sums are requantized, or stored as they are.</param>
    public static IReadOnlyList<Instruction> Assemble(int columns, bool toBytes)
    {
        return new DepthwiseAssembler(columns, toBytes).Assemble();
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
        if (_toBytes)
        {
            Code.kmovw(k1, __word_ptr[Call + ((int)Argument.Mask * sizeof(long))]);
            Code.mov(Address, Member(Argument.Multipliers));
            Code.vmovdqu32(Multipliers, __zmmword_ptr[Address]);
            Code.mov(Address, Member(Argument.Stage));
            _store.LoadConstants(Address);
        }
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
        StoreTile();
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

    private void StoreTile()
    {
        AssemblerRegisterZMM[] sums = [.. Enumerable.Range(0, Rows).Select(column => Sum(column, panel: 0))];
        if (_toBytes)
        {
            _store.Store(sums, [Multipliers], Target, TargetStep);
            return;
        }

        foreach (var sum in sums)
        {
            Code.vmovdqu32(__zmmword_ptr[Target], sum);
            Code.add(Target, TargetStep);
        }
    }

    private static AssemblerMemoryOperand Member(Argument argument)
    {
        return Member((int)argument);
    }
}
