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

    /// <summary>The weights of a kernel row, where tiles read neighbouring columns.</summary>
    private static readonly AssemblerRegisterZMM[] RowWeights = [zmm0, zmm1, zmm2, zmm30, zmm31];

    private static readonly AssemblerRegisterZMM[] Quads = [zmm3, zmm4, zmm5];

    private readonly bool _toBytes;
    private readonly int _kernelWidth;
    private readonly ByteStoreAssembler _store;

    private DepthwiseAssembler(int columns, bool toBytes, int kernelWidth)
        : base(columns, panels: 1)
    {
        _toBytes = toBytes;
        _kernelWidth = kernelWidth;
        _store = new ByteStoreAssembler(Code, StoreRegisters, [zmm1, zmm2, zmm3]);
    }

    /// <inheritdoc/>
    protected override IEnumerable<AssemblerRegister64> Saved => [.. base.Saved, Input0, Columns, TargetStep, Table];

    /// <summary>Widths of kernels for which there is code of its own, at stride 1 and without dilation.</summary>
    public static IReadOnlyList<int> KernelWidths { get; } = [3, 5];

    /// <summary>The code of lines in tiles of some columns.</summary>
    /// <param name="columns">Columns of a tile.</param>
    /// <param name="toBytes">Whether sums are requantized, or stored as they are.</param>
    /// <param name="kernelWidth">One of <see cref="KernelWidths"/>, or 0 for code that suits all.</param>
    public static IReadOnlyList<Instruction> Assemble(int columns, bool toBytes, int kernelWidth = 0)
    {
        return new DepthwiseAssembler(columns, toBytes, kernelWidth).Assemble();
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

        if (_kernelWidth > 0)
        {
            WriteRows();
        }
        else
        {
            WriteTaps();
        }

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

    /// <summary>A kernel row at a time: each quad is loaded once, for all columns that read it.</summary>
    private void WriteRows()
    {
        var row = Code.CreateLabel();
        Code.mov(TapOffsets, Member(Argument.TapOffsets));
        Code.mov(Taps, Member(Argument.Taps));
        Code.mov(Weights, Member(Argument.Weights));
        Code.Label(ref row);
        Code.mov(Address, Input0);
        Code.add(Address, __qword_ptr[TapOffsets]);
        for (var tap = 0; tap < _kernelWidth; tap++)
        {
            Code.vmovdqu32(RowWeights[tap], __zmmword_ptr[Weights + (tap * VectorBytes)]);
        }

        for (var quad = 0; quad < Rows + _kernelWidth - 1; quad++)
        {
            var pixels = Quads[quad % Quads.Length];
            Code.vmovdqu32(pixels, __zmmword_ptr[Address + (quad * VectorBytes)]);
            for (var column = Math.Max(0, quad - _kernelWidth + 1); column <= Math.Min(quad, Rows - 1); column++)
            {
                Code.vpdpbusd(Sum(column, panel: 0), pixels, RowWeights[quad - column]);
            }
        }

        Code.add(Weights, _kernelWidth * VectorBytes);
        Code.add(TapOffsets, _kernelWidth * sizeof(long));
        Code.sub(Taps, _kernelWidth);
        Code.jne(row);
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
